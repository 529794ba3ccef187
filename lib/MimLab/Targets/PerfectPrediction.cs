using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>What a target keeps of an image: the picture of a prediction that makes no error.</summary>
public static class PerfectPrediction
{
    private const float Certain = 100; // logit of the true class; the others have 0

    /// <summary>The pictures of images as a model without error would paint them.</summary>
    /// <param name="target">The target.</param>
    /// <param name="images">[B, 3, S, S], normalised</param>
    /// <param name="patchSize">p, side of a patch in pixels; divides S.</param>
    /// <returns>[B, 3, S, S], normalised</returns>
    public static Tensor Of(IPredictionTarget target, Tensor images, int patchSize)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var channels = (int)images.size(1);
        var truth = target.Truth(PatchEmbedding.Cut(images, channels, patchSize));              // [B, L, n]
        var predicted = truth.dtype == ScalarType.Int64 ? OneHot(truth, target.Outputs / truth.size(2)) : truth;
        return PatchEmbedding.Paste(target.Picture(predicted), channels, patchSize).MoveToOuterDisposeScope();
    }

    private static Tensor OneHot(Tensor classes, long count) =>
        nn.functional.one_hot(classes, count).to(ScalarType.Float32).flatten(2) * Certain;  // [B, L, n K]
}
