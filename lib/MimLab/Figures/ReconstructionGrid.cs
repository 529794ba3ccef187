namespace MimLab.Figures;

/// <summary>
/// Rows of original, masked or mixed input, reconstruction, and reconstruction seen only where the input was hidden. The last
/// column is what the model adds; the third shows its output everywhere, which a model trained on hidden pixels alone need not
/// get right.
/// </summary>
public static class ReconstructionGrid
{
    private const int Gap = 6;
    private const int SetGap = 26;
    private const int CaptionRoom = 22;

    /// <summary>The grid as a PNG file.</summary>
    /// <param name="rows">The images, all of one size.</param>
    /// <param name="side">Width of one picture in pixels; small images are enlarged by a whole factor.</param>
    /// <param name="setsAcross">How many images stand side by side, each with its four pictures.</param>
    /// <exception cref="ArgumentException">There is no image, or their sizes differ.</exception>
    public static byte[] Png(IReadOnlyList<ReconstructionRow> rows, int side = 112, int setsAcross = 1) => Draw(rows, side, setsAcross).ToPng();

    /// <summary>The same before it is encoded.</summary>
    public static Raster Draw(IReadOnlyList<ReconstructionRow> rows, int side = 112, int setsAcross = 1)
    {
        if (rows.Count == 0) throw new ArgumentException("There is no image to show.", nameof(rows));
        ArgumentOutOfRangeException.ThrowIfLessThan(setsAcross, 1);
        var (width, height) = (rows[0].Original.Width, rows[0].Original.Height);
        if (rows.Any(r => r.Original.Width != width || r.Original.Height != height))
            throw new ArgumentException("The images of a grid must be of one size.", nameof(rows));
        string[] captions = ["original", rows[0].InputCaption, "output", "filled"];
        var scale = Math.Max(1, side / width);
        var (cellWidth, cellHeight) = (width * scale, height * scale);
        setsAcross = Math.Min(setsAcross, rows.Count);
        var captionScale = MaskPicture.CaptionScale(captions, cellWidth);
        var setWidth = captions.Length * (cellWidth + Gap) - Gap;
        var lines = (rows.Count + setsAcross - 1) / setsAcross;
        var picture = new Raster(setsAcross * (setWidth + SetGap) - SetGap, CaptionRoom + lines * (cellHeight + Gap) - Gap);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var left = i % setsAcross * (setWidth + SetGap);
            var top = CaptionRoom + i / setsAcross * (cellHeight + Gap);
            Raster[] pictures =
            [
                row.Original,
                row.Input,
                row.Reconstruction,
                row.Original.Paste(row.Mask, row.GridSize, row.Reconstruction),
            ];
            for (var column = 0; column < pictures.Length; column++)
            {
                var x = left + column * (cellWidth + Gap);
                if (i < setsAcross) MaskPicture.DrawCaption(picture, x, CaptionRoom, cellWidth, captions[column], captionScale);
                picture.Draw(pictures[column], x, top, scale);
            }
        }
        return picture;
    }
}
