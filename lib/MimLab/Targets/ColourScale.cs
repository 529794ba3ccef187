using MimLab.Data;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>Between normalised pixels and colours from 0 (black) to 1, for targets that sort colours into classes.</summary>
/// <param name="normalisation">What was done to the pixels.</param>
internal sealed class ColourScale(Normalisation normalisation) : IDisposable
{
    private Tensor? mean;       // [3, 1]
    private Tensor? deviation;  // [3, 1]

    /// <summary>Colours of normalised pixels [B, L, 3 n]: [B, L, 3, n].</summary>
    public Tensor ToColours(Tensor pixels)
    {
        Place(pixels);
        return pixels.unflatten(2, 3, -1) * deviation! + mean!;
    }

    /// <summary>Normalised pixels of colours [B, L, 3, n]: [B, L, 3 n].</summary>
    public Tensor ToPixels(Tensor colours)
    {
        Place(colours);
        return ((colours - mean!) / deviation!).flatten(2);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean?.Dispose();
        deviation?.Dispose();
    }

    private void Place(Tensor like)
    {
        if (mean is not null && mean.device == like.device && mean.dtype == like.dtype) return;
        Dispose();
        mean = Column(normalisation.Mean, like);
        deviation = Column(normalisation.Deviation, like);
    }

    private static Tensor Column(IReadOnlyList<float> values, Tensor like) =>
        tensor(values.ToArray(), [values.Count, 1]).to(like.dtype).to(like.device).DetachFromDisposeScope();
}
