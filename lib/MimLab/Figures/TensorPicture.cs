using MimLab.Data;
using static TorchSharp.torch;

namespace MimLab.Figures;

/// <summary>The way from tensors to pictures.</summary>
public static class TensorPicture
{
    /// <summary>A normalised image as a picture; values outside of the byte range are clipped.</summary>
    /// <param name="image">[3, H, W], any device and floating type.</param>
    /// <param name="normalisation">What was done to the image's values.</param>
    /// <exception cref="ArgumentException">The tensor is not an image.</exception>
    public static Raster ToRaster(Tensor image, Normalisation normalisation)
    {
        if (image.dim() != 3 || image.shape[0] != 3)
            throw new ArgumentException($"An image is [3, H, W]; got [{string.Join(", ", image.shape)}].", nameof(image));
        using var scope = NewDisposeScope();
        int height = (int)image.shape[1], width = (int)image.shape[2];
        var values = image.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var rgb = new byte[values.Length];
        normalisation.ToBytes(values, rgb);
        return Raster.FromRgb(width, height, rgb);
    }

    /// <summary>A mask as bytes, row by row, 1 = hidden.</summary>
    /// <param name="mask">[h, h], bool or integer.</param>
    /// <exception cref="ArgumentException">The tensor is not square.</exception>
    public static byte[] ToMask(Tensor mask)
    {
        if (mask.dim() != 2 || mask.shape[0] != mask.shape[1])
            throw new ArgumentException($"A mask is [h, h]; got [{string.Join(", ", mask.shape)}].", nameof(mask));
        using var scope = NewDisposeScope();
        return mask.detach().to(ScalarType.Int64).cpu().contiguous().data<long>().ToArray().Select(v => v != 0 ? (byte)1 : (byte)0).ToArray();
    }

    /// <summary>The rows of a reconstruction grid.</summary>
    /// <param name="images">[B, 3, H, W] normalised inputs.</param>
    /// <param name="masks">[B, h, h], 1 = hidden.</param>
    /// <param name="reconstructions">[B, 3, H, W] predictions in the same normalised values.</param>
    /// <param name="normalisation">What was done to the images' values.</param>
    public static IReadOnlyList<ReconstructionRow> ToRows(Tensor images, Tensor masks, Tensor reconstructions, Normalisation normalisation)
    {
        using var scope = NewDisposeScope();
        var rows = new List<ReconstructionRow>();
        for (var i = 0; i < images.shape[0]; i++)
            rows.Add(new ReconstructionRow(ToRaster(images[i], normalisation), ToMask(masks[i]), (int)masks.shape[1], ToRaster(reconstructions[i], normalisation)));
        return rows;
    }
}
