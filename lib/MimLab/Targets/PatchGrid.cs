using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// The pixels of a patch at the target's resolution (SimMIM section 4.1.4). A smaller target is the mean of the pixels that each
/// of its pixels covers; the paper does not state its filter.
/// </summary>
/// <param name="Channels">C, colours of an image.</param>
/// <param name="PatchSize">p, side of a patch in pixels of the input.</param>
/// <param name="Side">q, side of a patch in pixels of the target; divides p.</param>
public sealed record PatchGrid(int Channels, int PatchSize, int Side)
{
    /// <summary>Pixels of the target in a patch.</summary>
    public int Pixels => Side * Side;

    /// <summary>The patches at the target's resolution.</summary>
    /// <param name="patches">[B, L, C p p]</param>
    /// <returns>[B, L, C q q]; the same tensor when p = q</returns>
    public Tensor Shrink(Tensor patches)
    {
        if (Side == PatchSize) return patches;
        using var scope = NewDisposeScope();
        var factor = PatchSize / Side;
        return patches.view(patches.size(0), patches.size(1), Channels, Side, factor, Side, factor)   // [B, L, C, q, f, q, f]
            .mean([4, 6])                                                                             // [B, L, C, q, q]
            .flatten(2).MoveToOuterDisposeScope();
    }

    /// <summary>Patches in the size of the input: each pixel of the target as a square of its colour.</summary>
    /// <param name="patches">[B, L, C q q]</param>
    /// <returns>[B, L, C p p]</returns>
    public Tensor Enlarge(Tensor patches)
    {
        if (Side == PatchSize) return patches;
        using var scope = NewDisposeScope();
        var factor = PatchSize / Side;
        return patches.reshape(patches.size(0), patches.size(1), Channels, Side, 1, Side, 1)
            .expand(-1, -1, -1, -1, factor, -1, factor)
            .reshape(patches.size(0), patches.size(1), (long)Channels * PatchSize * PatchSize).MoveToOuterDisposeScope();
    }
}
