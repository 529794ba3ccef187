using static TorchSharp.torch;

namespace MimLab.Models;

/// <summary>Which patches an encoder of kept patches sees (MAE section 3, "Masking" and "Simple implementation").</summary>
public static class KeptPatches
{
    /// <summary>
    /// How many of L patches are kept: L (1 - r), rounded down in double precision as the released code does. That has traps: 0.9
    /// of 100 keeps 9, since 1 - 0.9 is a little less than 0.1.
    /// </summary>
    /// <param name="patches">L, patches of an image.</param>
    /// <param name="ratio">r, the share that is hidden.</param>
    public static int Count(int patches, double ratio) => (int)(patches * (1 - ratio));

    /// <summary>
    /// The patches with the smallest noise, in its order: for uniform noise every set of that size is equally likely.
    /// </summary>
    /// <param name="noise">[B, L]</param>
    /// <param name="count">K, how many are kept.</param>
    /// <returns>[B, K], int64</returns>
    public static Tensor ByNoise(Tensor noise, int count)
    {
        using var scope = NewDisposeScope();
        return noise.argsort(1).narrow(1, 0, count).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The patches that a mask leaves visible, row by row over the image.</summary>
    /// <param name="mask">[B, h, w] or [B, L], nonzero where hidden</param>
    /// <returns>[B, K], int64</returns>
    /// <exception cref="ArgumentException">Images of the batch keep different numbers of patches, or none.</exception>
    public static Tensor Of(Tensor mask)
    {
        using var scope = NewDisposeScope();
        var hidden = mask.flatten(1).ne(0).to(ScalarType.Int64);                        // [B, L]
        var patches = hidden.size(1);
        var counts = hidden.sum(1);
        long least = counts.min().item<long>(), most = counts.max().item<long>();
        if (least != most || most == patches)
            throw new ArgumentException($"An encoder of kept patches needs the same number of them, at least 1, in every image, but the masks hide {least} to {most} of {patches}.", nameof(mask));
        // Visible places come first, each group in the order of the image, whatever the sort does with equal values.
        var order = (hidden * patches + arange(patches, dtype: ScalarType.Int64, device: hidden.device)).argsort(1);
        return order.narrow(1, 0, patches - most).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The mask that leaves these patches visible.</summary>
    /// <param name="kept">[B, K], int64</param>
    /// <param name="patches">L</param>
    /// <returns>[B, L], int64, 1 where hidden</returns>
    public static Tensor Mask(Tensor kept, long patches)
    {
        using var scope = NewDisposeScope();
        return ones(kept.size(0), patches, dtype: ScalarType.Int64, device: kept.device).scatter(1, kept, zeros_like(kept)).MoveToOuterDisposeScope();
    }
}
