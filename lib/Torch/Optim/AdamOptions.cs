namespace TorchSharp.Modules;

/// <summary>The options that Adam and AdamW share; null means the optimizer's default.</summary>
public abstract class AdamOptions : OptimizerOptions
{
    private protected AdamOptions() { }

    /// <summary>Coefficient of the running average of the gradient.</summary>
    public double? beta1;
    /// <summary>Coefficient of the running average of the squared gradient.</summary>
    public double? beta2;
    /// <summary>Added to the denominator.</summary>
    public double? eps;
    /// <summary>Weight decay; each optimizer says how it is applied.</summary>
    public double? weight_decay;
    /// <summary>Whether to divide by the largest running average so far.</summary>
    public bool? amsgrad;
    /// <summary>Whether to climb instead of descend.</summary>
    public bool? maximize;

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        if (source is not AdamOptions other || source.GetType() != GetType())
            throw new ArgumentException($"Options of type {GetType()} cannot be loaded from {source.GetType()}.");
        (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
        (amsgrad, maximize) = (other.amsgrad, other.maximize);
    }

    internal void Complete(AdamOptions defaults, string optimizer)
    {
        beta1 ??= defaults.beta1;
        beta2 ??= defaults.beta2;
        eps ??= defaults.eps;
        weight_decay ??= defaults.weight_decay;
        amsgrad ??= defaults.amsgrad;
        maximize ??= defaults.maximize;
        if (beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1)
            throw new ArgumentException($"The betas of {optimizer} must be in [0, 1): {beta1} and {beta2}.");
        if (eps < 0) throw new ArgumentException($"The eps of {optimizer} must not be negative: {eps}.");
        if (weight_decay < 0) throw new ArgumentException($"The weight decay of {optimizer} must not be negative: {weight_decay}.");
    }
}
