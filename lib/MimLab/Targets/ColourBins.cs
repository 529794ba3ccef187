using MimLab.Data;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Colours sorted into bins of equal width, red, green and blue each on their own (SimMIM section 4.1.5, tables 5 and 13): one
/// softmax for each colour of each pixel, and cross-entropy averaged as the L1 error of <see cref="PixelTarget"/> is.
/// </summary>
/// <param name="grid">The pixels of a patch; a low resolution is averaged first and sorted then.</param>
/// <param name="bins">K, how many bins from black to full.</param>
/// <param name="normalisation">What was done to the pixels.</param>
public sealed class ColourBins(PatchGrid grid, int bins, Normalisation normalisation) : IPredictionTarget
{
    private readonly ColourScale scale = new(normalisation);

    /// <inheritdoc/>
    public int Outputs => grid.Channels * grid.Pixels * bins;

    /// <inheritdoc/>
    public int Places => grid.Pixels;

    /// <inheritdoc/>
    public int ErrorsPerPlace => grid.Channels;

    /// <summary>The bins [B, L, C q q] of patches [B, L, C p p].</summary>
    public Tensor Truth(Tensor patches)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return (scale.ToColours(grid.Shrink(patches)) * bins).floor().clamp(0, bins - 1)
            .to(ScalarType.Int64).flatten(2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Errors(Tensor predicted, Tensor truth) => ClassErrors.Of(predicted, truth, bins);

    /// <summary>The expected colour: the middle of each bin, weighted by its probability.</summary>
    public Tensor Picture(Tensor predicted)
    {
        using var scope = NewDisposeScope();
        var probabilities = ClassErrors.Probabilities(predicted, bins);                         // [B, L, C q q, K]
        var middles = (arange(bins, dtype: probabilities.dtype, device: probabilities.device) + 0.5) / bins;
        var colours = probabilities.matmul(middles).unflatten(2, grid.Channels, -1);            // [B, L, C, q q]
        return grid.Enlarge(scale.ToPixels(colours)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => scale.Dispose();
}
