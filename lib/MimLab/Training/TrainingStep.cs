using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// One update of a model's weights: forward and backward passes that add up one gradient, one clipping, one update. It is what the
/// training loop does at every step, and what <c>mim bench</c> times.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    private readonly IOptimizer optimizer;
    private readonly double maxNorm;
    private readonly Precision precision;
    private readonly Device device;

    /// <summary>The step of a model that is to be pre-trained.</summary>
    /// <param name="model">The model, on its device.</param>
    /// <param name="settings">Optimizer, clipping and precision are used.</param>
    /// <param name="device">The device.</param>
    public TrainingStep(MaskedImageModel model, PretrainSettings settings, Device device)
        : this(ParameterGroups.Of(model, (name, _) => model.Decays(name), settings.Optimizer.WeightDecay), settings.Optimizer, settings.ClipGrad, settings.Precision, device)
    {
    }

    internal TrainingStep(IReadOnlyList<AdamWGroup> groups, OptimizerSettings settings, double? clipGrad, Precision precision, Device device)
    {
        optimizer = settings.Create(groups);
        maxNorm = clipGrad ?? double.PositiveInfinity;
        this.precision = precision.UsesBFloat16(device) ? Precision.Bf16 : Precision.Fp32;
        this.device = device;
    }

    /// <summary>The learning rate of the next update.</summary>
    public double LearningRate { get; set; }

    /// <summary>The learning rate of the next update at a scale of 0; see <see cref="IOptimizer.LearningRateFloor"/>.</summary>
    public double LearningRateFloor { get; set; }

    /// <summary>State of the optimizer, for checkpoints.</summary>
    internal IOptimizer Optimizer => optimizer;

    /// <summary>
    /// Told after each part of a step: <c>forward</c>, <c>backward</c>, <c>update</c>. On a GPU a part has then been asked for,
    /// not done.
    /// </summary>
    public Action<string>? Passed { get; set; }

    /// <summary>A forward and a backward pass, whose gradient is added to what is there.</summary>
    /// <param name="loss">Computes the loss, a scalar.</param>
    /// <param name="passes">How many passes the update has: the loss counts one part of so many.</param>
    /// <returns>The loss as computed [], for the caller to dispose.</returns>
    public Tensor Accumulate(Func<Tensor> loss, int passes = 1)
    {
        Tensor value; // []
        using (precision.Scope(device)) value = loss();
        Passed?.Invoke("forward");
        if (passes == 1) value.backward();
        else using (var part = value / passes) part.backward();
        Passed?.Invoke("backward");
        return value;
    }

    /// <summary>Clips the gradient, moves the weights along it and forgets it.</summary>
    /// <returns>The gradient's norm before clipping [], for the caller to dispose.</returns>
    public Tensor Update()
    {
        // Clipped once, on the sum: clipping partial sums would weigh the passes unequally.
        (optimizer.LearningRate, optimizer.LearningRateFloor) = (LearningRate, LearningRateFloor);
        var norm = optimizer.Step(maxNorm);
        optimizer.ZeroGrad();
        Passed?.Invoke("update");
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();
}
