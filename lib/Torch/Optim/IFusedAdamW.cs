using static TorchSharp.torch;

namespace MimLab;

/// <summary>AdamW (Loshchilov &amp; Hutter 2019) over groups of parameters, one native call per step.</summary>
public interface IFusedAdamW : IDisposable
{
    /// <summary>The learning rate; a group's own is this times its scale.</summary>
    double LearningRate { get; set; }

    /// <summary>Coefficient of the running average of the gradient.</summary>
    double Beta1 { get; set; }

    /// <summary>Coefficient of the running average of the squared gradient.</summary>
    double Beta2 { get; set; }

    /// <summary>Added to the denominator.</summary>
    double Epsilon { get; set; }

    /// <summary>
    /// The number of steps taken. Setting it moves every parameter's own count by the same amount, so that it may be set before
    /// or after <see cref="LoadState"/>.
    /// </summary>
    long StepCount { get; set; }

    /// <summary>Changes every parameter that has a gradient once; the others keep their values and their state.</summary>
    void Step();

    /// <summary>
    /// The same along gradients scaled by min(1, maxNorm / (norm + 1e-6)), so that their joint L2 norm is at most maxNorm
    /// (Pascanu et al. 2013). Nothing is read back from a device; the gradients may be left scaled.
    /// </summary>
    /// <param name="maxNorm">Positive; infinity clips nothing.</param>
    /// <returns>The norm before scaling [], for the caller to dispose; 0 without a gradient.</returns>
    Tensor Step(double maxNorm);

    /// <summary>Sets the gradients to null.</summary>
    void ZeroGrad();

    /// <summary>
    /// The live state, for checkpoints: "exp_avg/0", "exp_avg_sq/0" and so on in the order of groups and parameters, and "step",
    /// the number of steps of each parameter (int64, one value per parameter).
    /// </summary>
    IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Copies a state as <see cref="State"/> gives it; "step" may be missing.</summary>
    /// <exception cref="ArgumentException">An entry is missing or its shape is not the parameter's.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}
