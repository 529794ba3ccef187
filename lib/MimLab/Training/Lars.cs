using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// LARS (You et al. 2017, arXiv 1708.03888): gradient descent with momentum, in which a matrix W with gradient G moves in proportion to its
/// own size, V = m V + t |W| / |G + d W| (G + d W) and W = W - r V, so that layers of any scale learn alike in very large batches. MAE's
/// linear probing uses it (Table 10). Vectors take the plain step, without weight decay.
/// <para>Differs from the paper: the learning rate r is applied to the momentum V and not kept in it, and |G + d W| stands for
/// |G| + d |W|, as self-supervised learning has used it since SimCLR; without weight decay at a constant rate the two are the same.</para>
/// </summary>
public sealed class Lars : IOptimizer
{
    private const double Trust = 0.001; // t, the paper's

    private readonly (Parameter Parameter, Tensor Velocity)[] entries;
    private readonly double momentum;
    private readonly double weightDecay;

    /// <summary>An optimizer at rest.</summary>
    /// <param name="parameters">What it moves; those without a gradient stay where they are.</param>
    /// <param name="momentum">m, from 0 to below 1.</param>
    /// <param name="weightDecay">d.</param>
    public Lars(IEnumerable<Parameter> parameters, double momentum = 0.9, double weightDecay = 0)
    {
        using var frozen = no_grad();
        entries = [.. parameters.Select(p => (p, zeros_like(p).DetachFromDisposeScope()))];
        (this.momentum, this.weightDecay) = (momentum, weightDecay);
    }

    /// <summary>r.</summary>
    public double LearningRate { get; set; }

    /// <summary>Without effect: every parameter has a scale of 1.</summary>
    public double LearningRateFloor { get; set; }

    /// <inheritdoc/>
    public long StepCount { get; set; }

    /// <inheritdoc/>
    public Tensor Step(double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor[] slopes = [.. entries.Select(entry => entry.Parameter.grad).OfType<Tensor>()];
        var norm = slopes.Length == 0 ? zeros(Array.Empty<long>()) : stack(slopes.Select(slope => slope.norm())).norm(); // []
        if (!double.IsPositiveInfinity(maxNorm))
        {
            var factor = (maxNorm / (norm + 1e-6)).clamp_(max: 1.0);
            foreach (var slope in slopes) slope.mul_(factor);
        }
        Step();
        return norm.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Step()
    {
        StepCount++;
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (parameter, velocity) in entries)
        {
            if (parameter.grad is not { } change) continue;
            if (parameter.dim() > 1)
            {
                if (weightDecay > 0) change = change + parameter * weightDecay;
                var (size, slope) = (parameter.norm(), change.norm());                 // []
                var moves = size.gt(0).logical_and(slope.gt(0));                       // a layer of zeros has no size to go by
                change = change * where(moves, size * Trust / slope, ones_like(size));
            }
            velocity.mul_(momentum).add_(change);
            parameter.sub_(velocity * LearningRate);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State() => entries.Index().ToDictionary(entry => $"velocity/{entry.Index}", entry => entry.Item.Velocity);

    /// <inheritdoc/>
    public void ZeroGrad()
    {
        foreach (var (parameter, _) in entries) parameter.grad = null!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, velocity) in entries) velocity.Dispose();
    }
}
