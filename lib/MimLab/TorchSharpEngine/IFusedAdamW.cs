using static TorchSharp.torch;

namespace MimLab;

/// <summary>AdamW (Loshchilov and Hutter 2019) over groups of parameters; parameters without a gradient are skipped, like PyTorch.</summary>
public interface IFusedAdamW : IDisposable
{
    /// <summary>The learning rate of the next step, before each group's factor.</summary>
    double LearningRate { get; set; }

    /// <summary>Decay of the running mean of gradients.</summary>
    double Beta1 { get; set; }

    /// <summary>Decay of the running mean of squared gradients.</summary>
    double Beta2 { get; set; }

    /// <summary>Added to the denominator.</summary>
    double Epsilon { get; set; }

    /// <summary>Steps taken so far; the bias corrections depend on it.</summary>
    long StepCount { get; set; }

    /// <summary>One update of every parameter that has a gradient.</summary>
    void Step();

    /// <summary>Sets every gradient to null.</summary>
    void ZeroGrad();

    /// <summary>The live state tensors, "exp_avg/0", "exp_avg_sq/0", ... in group and parameter order; not to be disposed.</summary>
    IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Copies saved tensors into the state; names and shapes must match <see cref="State"/>.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}
