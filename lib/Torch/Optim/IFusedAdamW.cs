using static TorchSharp.torch;

namespace MimLab;

/// <summary>
/// AdamW (Loshchilov &amp; Hutter 2019) over groups of parameters, one native call per step. Its state is "exp_avg/0",
/// "exp_avg_sq/0" and so on in the order of groups and parameters, and "step", the number of steps of each parameter (int64, one
/// value per parameter). Setting <see cref="IOptimizer.StepCount"/> moves every parameter's own count by the same amount, so that
/// it may be set before or after <see cref="LoadState"/>.
/// </summary>
public interface IFusedAdamW : IOptimizer
{
    /// <summary>Coefficient of the running average of the gradient.</summary>
    double Beta1 { get; set; }

    /// <summary>Coefficient of the running average of the squared gradient.</summary>
    double Beta2 { get; set; }

    /// <summary>Added to the denominator.</summary>
    double Epsilon { get; set; }

    /// <summary>Copies a state as <see cref="IOptimizer.State"/> gives it; "step" may be missing.</summary>
    /// <exception cref="ArgumentException">An entry is missing or its shape is not the parameter's.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}
