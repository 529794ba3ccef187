using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>Targets that are a distribution over the classes instead of one class.</summary>
internal static class SoftTargets
{
    /// <summary>
    /// Smoothed labels (Szegedy et al. 2016): the part <paramref name="smoothing"/> is spread over all classes, the right one
    /// included.
    /// </summary>
    /// <param name="labels">[B] int64.</param>
    /// <param name="classes">Number of classes K.</param>
    /// <param name="smoothing">The part spread, 0 to 1.</param>
    /// <returns>[B, K] float32, rows that sum to 1.</returns>
    public static Tensor Of(Tensor labels, int classes, double smoothing)
    {
        using var scope = NewDisposeScope();
        var sure = eye(classes, dtype: ScalarType.Float32, device: labels.device).index_select(0, labels); // [B, K]
        return (sure * (1 - smoothing) + smoothing / classes).MoveToOuterDisposeScope();
    }

    /// <summary>Mean over the batch of the cross-entropy, in float32 whatever the scores' type. []</summary>
    /// <param name="scores">[B, K], before the softmax.</param>
    /// <param name="targets">[B, K], rows that sum to 1.</param>
    public static Tensor CrossEntropy(Tensor scores, Tensor targets)
    {
        using var scope = NewDisposeScope();
        return (targets * scores.log_softmax(1, ScalarType.Float32)).sum(1).mean().neg().MoveToOuterDisposeScope();
    }
}
