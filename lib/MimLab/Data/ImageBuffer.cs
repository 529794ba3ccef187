namespace MimLab.Data;

/// <summary>
/// A reusable RGB image of interleaved bytes, row by row. It may hold a part of a larger image, shrunk by a whole factor:
/// pixel (x, y) here covers the source's pixels from ((x + OffsetX) Shrink, (y + OffsetY) Shrink).
/// </summary>
public sealed class ImageBuffer
{
    private byte[] storage = [];

    /// <summary>Width of the pixels held.</summary>
    public int Width { get; private set; }

    /// <summary>Height of the pixels held.</summary>
    public int Height { get; private set; }

    /// <summary>Width of the image that the pixels come from, before any shrinking.</summary>
    public int SourceWidth { get; private set; }

    /// <summary>Height of the image that the pixels come from, before any shrinking.</summary>
    public int SourceHeight { get; private set; }

    /// <summary>Left edge of the part held, in shrunk pixels.</summary>
    public int OffsetX { get; private set; }

    /// <summary>Top edge of the part held, in shrunk pixels.</summary>
    public int OffsetY { get; private set; }

    /// <summary>The factor by which the decoder shrank the source.</summary>
    public int Shrink { get; private set; } = 1;

    /// <summary>The pixels: Height x Width x 3 bytes, red first.</summary>
    public Span<byte> Pixels => storage.AsSpan(0, Width * Height * 3);

    /// <summary>Makes room for a whole image and returns its pixels to be filled; storage grows and is reused.</summary>
    public Span<byte> Reset(int width, int height) => Reset(width, height, width, height, 0, 0, 1);

    /// <summary>Makes room for a part of an image and returns its pixels to be filled.</summary>
    public Span<byte> Reset(int width, int height, int sourceWidth, int sourceHeight, int offsetX, int offsetY, int shrink)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shrink);
        var bytes = checked(width * height * 3);
        if (storage.Length < bytes) storage = GC.AllocateUninitializedArray<byte>(bytes + bytes / 4);
        (Width, Height, SourceWidth, SourceHeight) = (width, height, sourceWidth, sourceHeight);
        (OffsetX, OffsetY, Shrink) = (offsetX, offsetY, shrink);
        return Pixels;
    }
}
