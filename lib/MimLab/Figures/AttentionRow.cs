using MimLab.Backbones;
using MimLab.Data;
using static TorchSharp.torch;

namespace MimLab.Figures;

/// <summary>One image of an attention picture: where the heads of a block look from one of its tokens.</summary>
/// <param name="Image">The image.</param>
/// <param name="GridSize">Patches on a side.</param>
/// <param name="Query">The patch that asks, counted row by row; null for the class token.</param>
/// <param name="Maps">For each head the weight of every patch [GridSize x GridSize], row by row.</param>
public sealed record AttentionRow(Raster Image, int GridSize, int? Query, IReadOnlyList<float[]> Maps)
{
    /// <summary>Reads a row from what an encoder kept on the way.</summary>
    /// <param name="image">[3, H, W], normalised.</param>
    /// <param name="normalisation">What was done to the image's values.</param>
    /// <param name="trace">The trace of a batch, made with attention.</param>
    /// <param name="block">The block, from 0.</param>
    /// <param name="index">Which image of the batch.</param>
    /// <param name="query">The patch that asks, counted row by row; null for the class token.</param>
    /// <exception cref="ArgumentException">
    /// The trace has no attention of that block, or the query lies outside the grid.
    /// </exception>
    public static AttentionRow From(Tensor image, Normalisation normalisation, EncoderTrace trace, int block, int index = 0, int? query = null)
    {
        if (block < 0 || block >= trace.Attention.Count)
            throw new ArgumentException($"The trace has the attention of {trace.Attention.Count} blocks, so there is no block {block}: trace with attention, and count from 0.", nameof(block));
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var weights = trace.Attention[block][index];                          // [heads, 1 + L, 1 + L]
        var patches = (int)weights.size(2) - 1;
        if (query < 0 || query >= patches) throw new ArgumentException($"The patches are numbered 0 to {patches - 1}, so there is no patch {query}.", nameof(query));
        var asked = weights.select(1, query + 1 ?? 0).narrow(1, 1, patches)   // [heads, L]
            .to(ScalarType.Float32).cpu();
        var maps = Enumerable.Range(0, (int)asked.size(0)).Select(head => asked[head].contiguous().data<float>().ToArray()).ToList();
        return new AttentionRow(TensorPicture.ToRaster(image, normalisation), (int)Math.Round(Math.Sqrt(patches)), query, maps);
    }
}
