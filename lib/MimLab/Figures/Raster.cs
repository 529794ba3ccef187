using MimLab.Data;

namespace MimLab.Figures;

/// <summary>A picture being put together: red, green, blue and alpha bytes, row by row, clear at first.</summary>
[TypeFormatterSource(typeof(RasterFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class Raster
{
    private const int MaximumSide = 32768;

    /// <summary>A clear picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not between 1 and 32,768 pixels.</exception>
    public Raster(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaximumSide);
        (Width, Height) = (width, height);
        Pixels = new byte[checked(width * height * 4)];
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Height x Width x 4 bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>A picture of interleaved red, green, blue bytes.</summary>
    /// <exception cref="ArgumentException">There are not width x height x 3 bytes.</exception>
    public static Raster FromRgb(int width, int height, ReadOnlySpan<byte> rgb)
    {
        var raster = new Raster(width, height);
        if (rgb.Length != width * height * 3)
            throw new ArgumentException($"A {width} x {height} picture needs {width * height * 3} bytes; got {rgb.Length}.", nameof(rgb));
        for (var i = 0; i < width * height; i++)
        {
            rgb.Slice(i * 3, 3).CopyTo(raster.Pixels.AsSpan(i * 4));
            raster.Pixels[i * 4 + 3] = 255;
        }
        return raster;
    }

    /// <summary>An image of a data set as it is, before any augmentation.</summary>
    /// <exception cref="UnreadableImageException">The image's file is damaged.</exception>
    public static Raster FromImage(IImageDataset images, int index)
    {
        var buffer = new ImageBuffer();
        images.Read(index, buffer);
        return FromRgb(buffer.Width, buffer.Height, buffer.Pixels);
    }

    /// <summary>The colour at a place inside the picture.</summary>
    public Ink this[int x, int y]
    {
        get
        {
            var i = (y * Width + x) * 4;
            return new Ink(Pixels[i], Pixels[i + 1], Pixels[i + 2], Pixels[i + 3]);
        }
        set
        {
            var i = (y * Width + x) * 4;
            (Pixels[i], Pixels[i + 1], Pixels[i + 2], Pixels[i + 3]) = (value.Red, value.Green, value.Blue, value.Alpha);
        }
    }

    /// <summary>Fills a rectangle; what lies outside of the picture is left out.</summary>
    public void Fill(int left, int top, int width, int height, Ink ink)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
            for (var x = Math.Max(0, left); x < Math.Min(Width, left + width); x++)
                this[x, y] = ink;
    }

    /// <summary>Draws <paramref name="picture"/> with each of its pixels <paramref name="scale"/> pixels wide.</summary>
    public void Draw(Raster picture, int left, int top, int scale = 1)
    {
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                Fill(left + x * scale, top + y * scale, scale, scale, picture[x, y]);
    }

    /// <summary>A copy in which the hidden cells of <paramref name="mask"/> show <paramref name="ink"/>.</summary>
    /// <param name="mask">[gridSize x gridSize] row by row, 1 = hidden.</param>
    /// <param name="gridSize">Cells on a side; it divides the picture's sides.</param>
    /// <param name="ink">What hidden pixels become.</param>
    public Raster Hide(ReadOnlySpan<byte> mask, int gridSize, Ink ink)
    {
        var copy = Copy();
        ForHidden(mask, gridSize, (x, y) => copy[x, y] = ink);
        return copy;
    }

    /// <summary>A copy in which the hidden cells of <paramref name="mask"/> are taken from <paramref name="other"/>.</summary>
    public Raster Paste(ReadOnlySpan<byte> mask, int gridSize, Raster other)
    {
        if (other.Width != Width || other.Height != Height)
            throw new ArgumentException($"The pictures differ in size: {Width} x {Height} and {other.Width} x {other.Height}.", nameof(other));
        var copy = Copy();
        ForHidden(mask, gridSize, (x, y) => copy[x, y] = other[x, y]);
        return copy;
    }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng() => PngEncoder.EncodeWithAlpha(Pixels, Width, Height);

    private Raster Copy()
    {
        var copy = new Raster(Width, Height);
        Pixels.CopyTo(copy.Pixels, 0);
        return copy;
    }

    private void ForHidden(ReadOnlySpan<byte> mask, int gridSize, Action<int, int> act)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridSize, 1);
        if (mask.Length != gridSize * gridSize || Width % gridSize != 0 || Height % gridSize != 0)
            throw new ArgumentException($"A mask of {mask.Length} values does not lie on a grid of {gridSize} x {gridSize} cells over {Width} x {Height} pixels.", nameof(mask));
        int cellWidth = Width / gridSize, cellHeight = Height / gridSize;
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                if (mask[y / cellHeight * gridSize + x / cellWidth] != 0) act(x, y);
    }
}
