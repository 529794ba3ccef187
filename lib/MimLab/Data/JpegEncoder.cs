namespace MimLab.Data;

/// <summary>Writes RGB pictures as JPEG with libvips: for pictures that stand for photographs, in tests of speed.</summary>
public static class JpegEncoder
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="rgb">Height x width x 3 bytes, row by row, red first.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>The file's bytes.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit the size.</exception>
    /// <exception cref="UserError">libvips is not installed, or writes no JPEG.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height, int quality = 90)
    {
        if (width < 1 || height < 1 || rgb.Length != (long)width * height * 3)
            throw new ArgumentException($"A picture of {width} x {height} pixels needs {(long)width * height * 3} bytes, got {rgb.Length}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        _ = ImageDecoder.LibraryVersion; // says what to do where libvips is missing
        using var image = VipsImage.FromPixels(rgb, width, height);
        return image.Saved("jpegsave_buffer", $"Q={quality}");
    }
}
