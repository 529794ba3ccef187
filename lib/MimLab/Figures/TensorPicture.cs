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

    /// <summary>A picture as a model takes it: the inverse of <see cref="ToRaster"/>, without what covers nothing.</summary>
    /// <param name="picture">The picture; its alpha is not used.</param>
    /// <param name="normalisation">What to do to the values.</param>
    /// <returns>[3, H, W] float32</returns>
    public static Tensor ToTensor(Raster picture, Normalisation normalisation)
    {
        var pixels = picture.Width * picture.Height;
        var planes = new float[3 * pixels];
        for (var i = 0; i < planes.Length; i++)
        {
            var channel = i / pixels;
            planes[i] = (picture.Pixels[i % pixels * 4 + channel] / 255f - normalisation.Mean[channel]) / normalisation.Deviation[channel];
        }
        return tensor(planes, [3, picture.Height, picture.Width]);
    }

    /// <summary>A mask as a tensor that models take: the inverse of <see cref="ToMask"/>.</summary>
    /// <param name="mask">h x h bytes, row by row, 1 = hidden.</param>
    /// <returns>[h, h] int64</returns>
    /// <exception cref="ArgumentException">The mask is not square.</exception>
    public static Tensor FromMask(byte[] mask)
    {
        var side = (long)Math.Round(Math.Sqrt(mask.Length));
        if (side * side != mask.Length) throw new ArgumentException($"A mask is square; got {mask.Length} values.", nameof(mask));
        return tensor(mask.Select(value => value == 0 ? 0L : 1L).ToArray(), [side, side]);
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
    /// <param name="mixtures">
    /// [B, 3, H, W] what the model saw, where it is other images that hide these; null for hidden patches.
    /// </param>
    public static IReadOnlyList<ReconstructionRow> ToRows(Tensor images, Tensor masks, Tensor reconstructions, Normalisation normalisation, Tensor? mixtures = null)
    {
        using var scope = NewDisposeScope();
        var rows = new List<ReconstructionRow>();
        for (var i = 0; i < images.shape[0]; i++)
            rows.Add(new ReconstructionRow(ToRaster(images[i], normalisation), ToMask(masks[i]), (int)masks.shape[1], ToRaster(reconstructions[i], normalisation),
                mixtures is null ? null : ToRaster(mixtures[i], normalisation)));
        return rows;
    }
}
