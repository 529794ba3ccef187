using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Targets;

/// <summary>
/// SimMIM's mean over what is scored (section 3.4), the same for every target: the sum of the errors, divided by (places + 1e-5)
/// and by the errors at each place, over the whole batch at once.
/// </summary>
public static class TargetLoss
{
    /// <summary>The mean error.</summary>
    /// <param name="target">Says what the errors are.</param>
    /// <param name="errors">Their sum for each patch [B, L]</param>
    /// <param name="mask">[B, h, w] or [B, L], nonzero where hidden; null to count every patch (SimMIM section 4.1.5)</param>
    /// <returns>A scalar; 0 when nothing counts</returns>
    public static Tensor Mean(IPredictionTarget target, Tensor errors, Tensor? mask)
    {
        // Summing within patches first keeps the mask at token size instead of repeating it for every pixel.
        var counted = Counted(mask, errors);
        return Divide(target, (errors * counted).sum(), counted);
    }

    /// <summary>
    /// The same mean, with the head applied to a few images at a time, so that no more than <paramref name="images"/> images'
    /// predictions are in memory: those of 256 colour classes at 192 px take 113 MB an image.
    /// </summary>
    /// <param name="target">Says what the errors are.</param>
    /// <param name="head">[B, l, D] to predictions, each image on its own.</param>
    /// <param name="features">[B, l, D]</param>
    /// <param name="truth">From <see cref="IPredictionTarget.Truth"/></param>
    /// <param name="mask">As in <see cref="Mean"/>.</param>
    /// <param name="images">Images at a time.</param>
    /// <param name="spread">
    /// Brings the head's predictions into the patches' order [B, L, Outputs], or null where they are.
    /// </param>
    public static Tensor MeanInChunks(IPredictionTarget target, Module<Tensor, Tensor> head, Tensor features, Tensor truth, Tensor? mask, int images,
        Func<Tensor, Tensor>? spread = null)
    {
        var counted = Counted(mask, features.new_empty([truth.size(0), truth.size(1)]));    // [B, L]
        var sum = ChunkedSum.Of(head, features, images, (predicted, start) =>
            (target.Errors(spread is null ? predicted : spread(predicted), truth.narrow(0, start, predicted.size(0))) * counted.narrow(0, start, predicted.size(0))).sum());
        return Divide(target, sum, counted);
    }

    private static Tensor Counted(Tensor? mask, Tensor like) =>
        mask is null ? ones_like(like) : mask.view(like.size(0), like.size(1)).ne(0).to(like.dtype);

    private static Tensor Divide(IPredictionTarget target, Tensor sum, Tensor counted) =>
        sum / (counted.sum() * (double)target.Places + 1e-5) / target.ErrorsPerPlace;
}
