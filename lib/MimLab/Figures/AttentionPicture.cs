namespace MimLab.Figures;

/// <summary>
/// Where attention looks: each row an image with the asking patch framed, then for each head the image in grey under the weights
/// of its patches, from dark blue (none) to yellow (the head's largest weight). Lightness rises along the scale, so that it reads
/// in grey too.
/// </summary>
public static class AttentionPicture
{
    private const int Gap = 6;
    private const int CaptionRoom = 22;
    private const double Opacity = 0.75;
    private static readonly Ink Frame = new(0xd5, 0x5e, 0x00);

    // Dark blue over grey to yellow: told apart under every common colour blindness.
    private static readonly Ink[] Scale = [new(0x06, 0x20, 0x4c), new(0x3f, 0x4c, 0x6b), new(0x7c, 0x7b, 0x78), new(0xbc, 0xad, 0x6c), new(0xfd, 0xe7, 0x45)];

    /// <summary>The picture as a PNG file.</summary>
    /// <param name="rows">Images of one size with maps of as many heads.</param>
    /// <param name="side">Width of one picture in pixels; images are enlarged by a whole factor.</param>
    /// <param name="captions">A caption above each head's column; numbered heads when not given.</param>
    /// <exception cref="ArgumentException">There is no row, or rows differ in size or heads.</exception>
    public static byte[] Png(IReadOnlyList<AttentionRow> rows, int side = 112, IReadOnlyList<string>? captions = null) => Draw(rows, side, captions).ToPng();

    /// <summary>The same before it is encoded.</summary>
    public static Raster Draw(IReadOnlyList<AttentionRow> rows, int side = 112, IReadOnlyList<string>? captions = null)
    {
        if (rows.Count == 0) throw new ArgumentException("There is no attention to show.", nameof(rows));
        var (width, height, heads) = (rows[0].Image.Width, rows[0].Image.Height, rows[0].Maps.Count);
        if (rows.Any(r => r.Image.Width != width || r.Image.Height != height || r.Maps.Count != heads))
            throw new ArgumentException("The rows of an attention picture must have images of one size and as many heads each.", nameof(rows));
        if (rows.Any(r => width % r.GridSize != 0 || height % r.GridSize != 0 || r.Maps.Any(m => m.Length != r.GridSize * r.GridSize)))
            throw new ArgumentException("A map must have one weight for each patch of its image.", nameof(rows));
        var scale = Math.Max(1, side / width);
        var (cellWidth, cellHeight) = (width * scale, height * scale);
        string[] headings = ["image", .. captions ?? [.. Enumerable.Range(1, heads).Select(h => $"head {h}")]];
        var captionScale = MaskPicture.CaptionScale(headings, cellWidth);
        var picture = new Raster((1 + heads) * (cellWidth + Gap) - Gap, CaptionRoom + rows.Count * (cellHeight + Gap) - Gap);
        for (var column = 0; column < Math.Min(headings.Length, 1 + heads); column++)
            MaskPicture.DrawCaption(picture, column * (cellWidth + Gap), CaptionRoom, cellWidth, headings[column], captionScale);
        for (var i = 0; i < rows.Count; i++)
        {
            var top = CaptionRoom + i * (cellHeight + Gap);
            picture.Draw(rows[i].Image, 0, top, scale);
            DrawFrame(picture, rows[i], 0, top, scale);
            for (var head = 0; head < heads; head++)
            {
                var left = (1 + head) * (cellWidth + Gap);
                picture.Draw(Overlay(rows[i], rows[i].Maps[head]), left, top, scale);
                DrawFrame(picture, rows[i], left, top, scale);
            }
        }
        return picture;
    }

    private static Raster Overlay(AttentionRow row, float[] map)
    {
        var picture = new Raster(row.Image.Width, row.Image.Height);
        var most = Math.Max(map.Max(), float.Epsilon);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
            {
                var patch = y * row.GridSize / picture.Height * row.GridSize + x * row.GridSize / picture.Width;
                var (seen, heat) = (row.Image[x, y], At(map[patch] / most));
                var grey = 0.299 * seen.Red + 0.587 * seen.Green + 0.114 * seen.Blue;
                picture[x, y] = new Ink(Mix(grey, heat.Red), Mix(grey, heat.Green), Mix(grey, heat.Blue));
            }
        return picture;

        static byte Mix(double grey, byte heat) => (byte)Math.Round((1 - Opacity) * grey + Opacity * heat);
    }

    private static Ink At(double share)
    {
        var place = Math.Clamp(share, 0, 1) * (Scale.Length - 1);
        var below = Math.Min((int)place, Scale.Length - 2);
        var rest = place - below;
        byte Between(byte a, byte b) => (byte)Math.Round(a + (b - a) * rest);
        var (low, high) = (Scale[below], Scale[below + 1]);
        return new Ink(Between(low.Red, high.Red), Between(low.Green, high.Green), Between(low.Blue, high.Blue));
    }

    private static void DrawFrame(Raster picture, AttentionRow row, int left, int top, int scale)
    {
        if (row.Query is not { } query) return;
        var (width, height) = (row.Image.Width / row.GridSize * scale, row.Image.Height / row.GridSize * scale);
        var line = Math.Max(1, Math.Min(width, height) / 8);
        var (x, y) = (left + query % row.GridSize * width, top + query / row.GridSize * height);
        picture.Fill(x, y, width, line, Frame);
        picture.Fill(x, y + height - line, width, line, Frame);
        picture.Fill(x, y, line, height, Frame);
        picture.Fill(x + width - line, y, line, height, Frame);
    }
}
