using MimLab.Data;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Each pixel as the nearest of some colours (iGPT's 512 clusters; SimMIM table 5): one softmax over the clusters for each pixel,
/// red, green and blue together.
/// </summary>
public sealed class ColourClusters : IPredictionTarget
{
    private const long RowsAtOnce = 1 << 14; // 64 MB of distances to 512 centres

    private readonly PatchGrid grid;
    private readonly ColourScale scale;
    private readonly int count;
    private Tensor centres; // [K, 3] float64

    /// <summary>The target.</summary>
    /// <param name="grid">The pixels of a patch; a low resolution is averaged first and sorted then.</param>
    /// <param name="colours">The centres.</param>
    /// <param name="normalisation">What was done to the pixels.</param>
    public ColourClusters(PatchGrid grid, ColourCentres colours, Normalisation normalisation)
    {
        (this.grid, scale, count) = (grid, new ColourScale(normalisation), colours.Centres.Count);
        centres = tensor(colours.Centres.SelectMany(c => c).ToArray(), [count, 3]).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Outputs => grid.Pixels * count;

    /// <inheritdoc/>
    public int Places => grid.Pixels;

    /// <inheritdoc/>
    public int ErrorsPerPlace => 1;

    /// <summary>The clusters [B, L, q q] of patches [B, L, 3 p p].</summary>
    public Tensor Truth(Tensor patches)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Place(patches.device);
        var colours = scale.ToColours(grid.Shrink(patches)).transpose(2, 3).reshape(-1, 3).to(ScalarType.Float64);  // [N, 3]
        // |x - c|^2 = |x|^2 + |c|^2 - 2 x c, and |x|^2 is the same for all. In float64, which autocast leaves alone.
        var lengths = centres.square().sum(-1);                                                                     // [K]
        var towards = centres.t() * -2;                                                                             // [3, K]
        var found = new List<Tensor>();
        for (long start = 0; start < colours.size(0); start += RowsAtOnce)
        {
            using var part = NewDisposeScope();
            var rows = colours.narrow(0, start, Math.Min(RowsAtOnce, colours.size(0) - start));
            found.Add((rows.matmul(towards) + lengths).argmin(-1).MoveToOuterDisposeScope());
        }
        return cat(found, 0).view(patches.size(0), patches.size(1), grid.Pixels).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Errors(Tensor predicted, Tensor truth) => ClassErrors.Of(predicted, truth, count);

    /// <summary>The expected colour: the centres, weighted by their probabilities.</summary>
    public Tensor Picture(Tensor predicted)
    {
        using var scope = NewDisposeScope();
        Place(predicted.device);
        var probabilities = ClassErrors.Probabilities(predicted, count);                        // [B, L, q q, K]
        var colours = probabilities.matmul(centres.to(probabilities.dtype)).transpose(2, 3);    // [B, L, 3, q q]
        return grid.Enlarge(scale.ToPixels(colours)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        centres.Dispose();
        scale.Dispose();
    }

    private void Place(Device device)
    {
        if (centres.device == device) return;
        var here = centres.to(device).DetachFromDisposeScope();
        centres.Dispose();
        centres = here;
    }
}
