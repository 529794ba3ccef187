using MimLab.Backbones;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Mean attention distance (ViT, section 4.5 and appendix D.7): how far in the image a head looks. For each patch, the distances
/// to all patches are averaged with the attention weights; then over patches and images. Distances are Euclidean, between patch
/// centres, in pixels; a patch is at distance 0 from itself. The class token has no place: it neither asks nor is asked, and the
/// weights that are left sum to one again. A patch whose whole weight is on the class token has no distance and is left out; a
/// head without any other patch looks nowhere, which is 0.
/// </summary>
public static class AttentionDistance
{
    /// <summary>The distance of each head of each block.</summary>
    /// <param name="encoder">A vision transformer, in evaluation mode.</param>
    /// <param name="images">[B, C, H, W], normalised, on the encoder's device</param>
    /// <param name="batch">Images per forward pass: attention weights take B heads L L numbers for each block.</param>
    /// <returns>Pixels, first by block, then by head</returns>
    public static IReadOnlyList<IReadOnlyList<double>> OfBlocks(IEncoder encoder, Tensor images, int batch = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var count = images.size(0);
        (double Sum, double Patches)[][]? blocks = null;
        for (long start = 0; start < count; start += batch)
        {
            using var step = NewDisposeScope();
            var part = images.narrow(0, start, Math.Min(batch, count - start));
            using var trace = encoder.Trace(part, attention: true);
            var here = trace.Attention.Select(weights => Sums(weights, encoder.TokenSize)).ToArray();
            blocks = blocks is null ? here
                : [.. blocks.Zip(here, (a, b) => a.Zip(b, (x, y) => (x.Sum + y.Sum, x.Patches + y.Patches)).ToArray())];
        }
        if (blocks is null) throw new ArgumentException("There is no image to measure attention on.", nameof(images));
        return [.. blocks.Select(Means)];
    }

    /// <summary>The distance of each head of one block.</summary>
    /// <param name="attention">
    /// Attention weights with the class token first [B, heads, 1 + L, 1 + L], rows ask and sum to one
    /// </param>
    /// <param name="tokenSize">Side of a patch in pixels.</param>
    /// <returns>Pixels for each head</returns>
    /// <exception cref="ArgumentException">
    /// The weights are not those of a square grid of patches behind a class token.
    /// </exception>
    public static IReadOnlyList<double> OfHeads(Tensor attention, int tokenSize) => Means(Sums(attention, tokenSize));

    /// <summary>The distance of a head that looks at all patches alike: what a fresh encoder is close to.</summary>
    /// <param name="gridSize">Patches per side.</param>
    /// <param name="tokenSize">Side of a patch in pixels.</param>
    public static double Uniform(int gridSize, int tokenSize)
    {
        using var scope = NewDisposeScope();
        return Distances(gridSize, tokenSize).mean().item<float>();
    }

    private static double[] Means((double Sum, double Patches)[] heads) => [.. heads.Select(head => head.Sum / Math.Max(1, head.Patches))];

    /// <summary>For each head, the sum of the distances of the patches that look at patches, and the number of these.</summary>
    private static (double Sum, double Patches)[] Sums(Tensor attention, int tokenSize)
    {
        var patches = attention.dim() == 4 ? attention.size(3) - 1 : 0;
        var grid = (int)Math.Round(Math.Sqrt(Math.Max(0, patches)));
        if (patches < 1 || grid * grid != patches || attention.size(2) != patches + 1)
            throw new ArgumentException($"Attention weights must be [B, heads, 1 + L, 1 + L] of a square grid of L patches, but are [{string.Join(", ", attention.shape)}].", nameof(attention));
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var between = Distances(grid, tokenSize).to(attention.device);                        // [L, L]
        var weights = attention.narrow(2, 1, patches).narrow(3, 1, patches).to(ScalarType.Float32); // [B, heads, L, L]
        var all = weights.sum(-1);                                                            // [B, heads, L]
        var asks = all > 0;
        var distances = (weights * between).sum(-1) / where(asks, all, ones_like(all));       // 0 where nothing is asked
        double[] Heads(Tensor values) => values.cpu().to(ScalarType.Float64).sum(0, 2).data<double>().ToArray();
        return [.. Heads(distances).Zip(Heads(asks))];
    }

    private static Tensor Distances(int grid, int tokenSize) // [L, L]
    {
        var distances = new float[grid * grid * grid * grid];
        for (var from = 0; from < grid * grid; from++)
            for (var to = 0; to < grid * grid; to++)
            {
                double down = from / grid - to / grid, right = from % grid - to % grid;
                distances[from * grid * grid + to] = (float)(tokenSize * Math.Sqrt(down * down + right * right));
            }
        return tensor(distances, [grid * grid, grid * grid]);
    }
}
