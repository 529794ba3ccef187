namespace MimLab.Data.Distortions;

/// <summary>
/// Operations that move a picture away from, or towards, a degenerate version of itself: grey, flat, black, blurred. Factor 0
/// gives that version, 1 the picture, more exaggerates; results are cut to bytes as in Pillow's ImageEnhance.
/// </summary>
internal static class Enhancement
{
    /// <summary>Saturation: away from the grey picture.</summary>
    public static void Colour(BytePicture picture, double factor)
    {
        Span<byte> pixels = picture.Pixels, grey = picture.Other;
        for (var i = 0; i < pixels.Length; i += 3) grey.Slice(i, 3).Fill((byte)Luma(pixels, i));
        Blend(picture, factor);
    }

    /// <summary>Contrast: away from the mean grey.</summary>
    public static void Contrast(BytePicture picture, double factor)
    {
        var pixels = picture.Pixels;
        var sum = 0L;
        for (var i = 0; i < pixels.Length; i += 3) sum += Luma(pixels, i);
        picture.Other.Fill((byte)((double)sum / (pixels.Length / 3) + 0.5));
        Blend(picture, factor);
    }

    /// <summary>Brightness: away from black.</summary>
    public static void Brightness(BytePicture picture, double factor)
    {
        picture.Other.Clear();
        Blend(picture, factor);
    }

    /// <summary>Sharpness: away from a 3 x 3 blur, whose middle weighs 5 of 13; the outermost pixels stay.</summary>
    public static void Sharpness(BytePicture picture, double factor)
    {
        Span<byte> pixels = picture.Pixels, blurred = picture.Other;
        var pitch = picture.Width * 3;
        pixels.CopyTo(blurred);
        for (var y = 1; y < picture.Height - 1; y++)
            for (var i = y * pitch + 3; i < (y + 1) * pitch - 3; i++)
            {
                var sum = pixels[i - pitch - 3] + pixels[i - pitch] + pixels[i - pitch + 3] + pixels[i - 3] + 5 * pixels[i] + pixels[i + 3]
                    + pixels[i + pitch - 3] + pixels[i + pitch] + pixels[i + pitch + 3];
                blurred[i] = (byte)((2 * sum + 13) / 26); // to the nearest
            }
        Blend(picture, factor);
    }

    /// <summary>ITU-R 601 luma of a pixel, 0 to 255, in 16-bit fixed point.</summary>
    private static int Luma(ReadOnlySpan<byte> pixels, int at) =>
        (pixels[at] * 19595 + pixels[at + 1] * 38470 + pixels[at + 2] * 7471 + 0x8000) >> 16;

    private static void Blend(BytePicture picture, double factor)
    {
        Span<byte> pixels = picture.Pixels, degenerate = picture.Other;
        var share = (float)factor;
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(degenerate[i] + share * (pixels[i] - degenerate[i]), 0f, 255f);
    }
}
