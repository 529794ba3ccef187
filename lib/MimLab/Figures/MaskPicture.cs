namespace MimLab.Figures;

/// <summary>Pictures of masks: what a strategy hides.</summary>
public static class MaskPicture
{
    private const int Gap = 10;
    private const int CaptionRoom = 22;
    private static readonly Ink Hidden = new(0x3b, 0x4a, 0x5f);
    private static readonly Ink Visible = new(0xd9, 0xde, 0xe5);

    /// <summary>
    /// Several masks in a grid, hidden tokens dark, visible ones light, with fine lines between tokens where there is room.
    /// </summary>
    /// <param name="masks">Masks of [gridSize x gridSize] values, row by row, 1 = hidden.</param>
    /// <param name="gridSize">Tokens on a side.</param>
    /// <param name="columns">Masks side by side.</param>
    /// <param name="side">Width of one mask in pixels, rounded down to whole tokens.</param>
    /// <param name="captions">A caption above each mask, or null.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ArgumentException">There is no mask, or one has another size.</exception>
    public static byte[] Png(IReadOnlyList<byte[]> masks, int gridSize, int columns = 4, int side = 144, IReadOnlyList<string>? captions = null) =>
        Draw(masks, gridSize, columns, side, captions).ToPng();

    /// <summary>The same before it is encoded.</summary>
    public static Raster Draw(IReadOnlyList<byte[]> masks, int gridSize, int columns = 4, int side = 144, IReadOnlyList<string>? captions = null)
    {
        if (masks.Count == 0) throw new ArgumentException("There is no mask to draw.", nameof(masks));
        ArgumentOutOfRangeException.ThrowIfLessThan(gridSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (masks.FirstOrDefault(m => m.Length != gridSize * gridSize) is { } odd)
            throw new ArgumentException($"A mask has {odd.Length} values; a grid of {gridSize} x {gridSize} needs {gridSize * gridSize}.", nameof(masks));
        var token = Math.Max(1, side / gridSize);
        var line = token >= 6 ? 1 : 0;
        var size = token * gridSize;
        var caption = captions is null ? 0 : CaptionRoom;
        columns = Math.Min(columns, masks.Count);
        var rows = (masks.Count + columns - 1) / columns;
        var picture = new Raster(columns * (size + Gap) - Gap, rows * (size + caption + Gap) - Gap);
        for (var m = 0; m < masks.Count; m++)
        {
            var left = m % columns * (size + Gap);
            var top = m / columns * (size + caption + Gap) + caption;
            if (captions is not null && m < captions.Count) DrawCaption(picture, left, top, size, captions[m], CaptionScale(captions, size));
            for (var y = 0; y < gridSize; y++)
                for (var x = 0; x < gridSize; x++)
                    picture.Fill(left + x * token, top + y * token, token - line, token - line, masks[m][y * gridSize + x] != 0 ? Hidden : Visible);
        }
        return picture;
    }

    /// <summary>How large captions can be so that each fits above a picture of <paramref name="width"/> pixels.</summary>
    internal static int CaptionScale(IReadOnlyList<string> captions, int width) => captions.All(c => BitmapFont.Measure(c, 2) <= width) ? 2 : 1;

    /// <summary>A caption centred above a picture.</summary>
    internal static void DrawCaption(Raster picture, int left, int top, int width, string text, int scale)
    {
        BitmapFont.Draw(picture, left + Math.Max(0, (width - BitmapFont.Measure(text, scale)) / 2), top - BitmapFont.Height * scale - 5, text, Ink.Caption, scale);
    }
}
