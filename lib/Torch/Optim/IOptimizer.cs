using static TorchSharp.torch;

namespace MimLab;

/// <summary>What a training loop needs of an optimizer, whichever it is.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The learning rate of the next step, of parameters whose scale is 1.</summary>
    double LearningRate { get; set; }

    /// <summary>
    /// The learning rate of the next step at a scale of 0: a group's own is this plus its scale times the rest of
    /// <see cref="LearningRate"/>. 0 unless set, so that a scale multiplies the whole rate.
    /// </summary>
    double LearningRateFloor { get; set; }

    /// <summary>The number of steps taken.</summary>
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

    /// <summary>The tensors that a checkpoint keeps, live, by name.</summary>
    IReadOnlyDictionary<string, Tensor> State();
}
