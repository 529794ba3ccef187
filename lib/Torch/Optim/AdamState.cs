namespace TorchSharp.Modules;

/// <summary>The running averages of one parameter in Adam and AdamW.</summary>
public abstract class AdamState : OptimizerState
{
    /// <summary>The number of steps taken.</summary>
    public long step;
    /// <summary>The running average of the gradient.</summary>
    public torch.Tensor exp_avg;
    /// <summary>The running average of the squared gradient.</summary>
    public torch.Tensor exp_avg_sq;
#nullable disable annotations
    /// <summary>The largest running average so far, with amsgrad; null otherwise.</summary>
    public torch.Tensor max_exp_avg_sq;
#nullable restore annotations

    private protected AdamState(Parameter parameter) : base(parameter) => (exp_avg, exp_avg_sq) = (Zeros(), Zeros());

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        if (source is not AdamState other || source.GetType() != GetType())
            throw new ArgumentException($"State of type {GetType()} cannot be loaded from {source.GetType()}.");
        step = other.step;
        Copy(ref exp_avg!, other.exp_avg, Parameter);
        Copy(ref exp_avg_sq!, other.exp_avg_sq, Parameter);
        Copy(ref max_exp_avg_sq, other.max_exp_avg_sq, Parameter);
    }

    /// <inheritdoc/>
    public override void to(torch.Device device)
    {
        Move(ref exp_avg!, device);
        Move(ref exp_avg_sq!, device);
        Move(ref max_exp_avg_sq, device);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other)
        => other is AdamState state && step == state.step && Near(exp_avg, state.exp_avg) && Near(exp_avg_sq, state.exp_avg_sq) &&
           Near(max_exp_avg_sq, state.max_exp_avg_sq);

    /// <inheritdoc/>
    public override void Dispose()
    {
        exp_avg.Dispose();
        exp_avg_sq.Dispose();
        max_exp_avg_sq?.Dispose();
    }

    // Kingma & Ba 2015, algorithm 1, in the order of PyTorch's operations.
    internal void Update(AdamOptions options, double learningRate, torch.Tensor gradient)
    {
        double beta1 = options.beta1!.Value, beta2 = options.beta2!.Value;
        step++;
        exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
        exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        var second = exp_avg_sq;
        if (options.amsgrad == true)
        {
            max_exp_avg_sq ??= Zeros();
            second = max_exp_avg_sq.copy_(torch.maximum(max_exp_avg_sq, exp_avg_sq));
        }
        var denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, step))).add_(options.eps!.Value);
        Parameter.addcdiv_(exp_avg, denominator, -learningRate / (1 - Math.Pow(beta1, step)));
    }
}
