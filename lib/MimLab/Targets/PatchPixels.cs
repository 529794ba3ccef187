using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// The pixels of each patch as MAE predicts them (section 3, "Reconstruction target"; Table 1d), pixel by pixel with its colours
/// together. Normalised, each patch has its own mean taken away and is divided by sqrt(unbiased variance + 1e-6) over all its
/// values.
/// </summary>
/// <param name="Channels">C, colours of an image.</param>
/// <param name="Normalised">Whether every patch is normalised by itself.</param>
public sealed record PatchPixels(int Channels, bool Normalised)
{
    private const double Epsilon = 1e-6;

    /// <summary>The true values.</summary>
    /// <param name="patches">Pixels of each patch, colour by colour [B, L, C p p]</param>
    /// <returns>[B, L, p p C]</returns>
    public Tensor Truth(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var pixels = patches.view(patches.size(0), patches.size(1), Channels, -1).transpose(2, 3).flatten(2);
        if (!Normalised) return pixels.MoveToOuterDisposeScope();
        var (_, away, deviation) = Statistics(pixels);
        return (away / deviation).MoveToOuterDisposeScope();
    }

    /// <summary>The mean squared error over hidden patches; 0 where nothing is hidden.</summary>
    /// <param name="predicted">[B, L, p p C]</param>
    /// <param name="truth">From <see cref="Truth"/></param>
    /// <param name="mask">[B, h, w] or [B, L], nonzero where hidden</param>
    /// <returns>A scalar</returns>
    public static Tensor Loss(Tensor predicted, Tensor truth, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var errors = Engine.SquaredErrors(predicted, truth) / truth.size(-1);           // [B, L]
        var counted = mask.view(errors.size(0), errors.size(1)).ne(0).to(errors.dtype);
        return ((errors * counted).sum() / counted.sum().clamp(min: 1)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A picture of a prediction. A normalised one says nothing of a patch's brightness and contrast: those of the true patch are
    /// given back, as figures of such models do, so that what can be seen is only what was predicted.
    /// </summary>
    /// <param name="predicted">[B, L, p p C]</param>
    /// <param name="patches">The true pixels [B, L, C p p]</param>
    /// <returns>Pixels of each patch, colour by colour [B, L, C p p]</returns>
    public Tensor Picture(Tensor predicted, Tensor patches)
    {
        using var scope = NewDisposeScope();
        if (Normalised)
        {
            var (mean, _, deviation) = Statistics(patches);
            predicted = predicted * deviation + mean;
        }
        return predicted.view(predicted.size(0), predicted.size(1), -1, Channels).transpose(2, 3).flatten(2).MoveToOuterDisposeScope();
    }

    private static (Tensor Mean, Tensor Away, Tensor Deviation) Statistics(Tensor pixels)
    {
        var mean = pixels.mean([-1], keepdim: true);
        var away = pixels - mean;
        // From the length of what is left, because libtorch's var takes many times as long on a CPU.
        var variance = away.norm(-1, keepdim: true).square() / (pixels.size(-1) - 1);
        return (mean, away, (variance + Epsilon).sqrt());
    }
}
