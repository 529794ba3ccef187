namespace MimLab.Figures;

/// <summary>Pictures side by side under captions: what a notebook shows to be compared.</summary>
public static class PictureGrid
{
    private const int Gap = 6;
    private const int CaptionRoom = 22;

    /// <summary>One row of pictures.</summary>
    /// <param name="pictures">The pictures; smaller ones are enlarged by whole factors to about <paramref name="side"/>.</param>
    /// <param name="captions">A caption above each, or null.</param>
    /// <param name="side">Width of one picture in pixels.</param>
    public static Raster Row(IReadOnlyList<Raster> pictures, IReadOnlyList<string>? captions = null, int side = 144) => Draw([pictures], captions, side);

    /// <summary>Rows of pictures.</summary>
    /// <param name="rows">Rows from top to bottom; a row may be shorter than others.</param>
    /// <param name="captions">A caption above each column, or null.</param>
    /// <param name="side">Width of one picture in pixels.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public static Raster Draw(IReadOnlyList<IReadOnlyList<Raster>> rows, IReadOnlyList<string>? captions = null, int side = 144)
    {
        if (!rows.Any(row => row.Count > 0)) throw new ArgumentException("There is no picture to show.", nameof(rows));
        int Scale(Raster picture) => Math.Max(1, side / picture.Width);
        var columns = rows.Max(row => row.Count);
        var width = rows.SelectMany(row => row).Max(picture => picture.Width * Scale(picture));
        var heights = rows.Select(row => row.Select(picture => picture.Height * Scale(picture)).DefaultIfEmpty(0).Max()).ToArray();
        var top = captions is null ? 0 : CaptionRoom;
        var sheet = new Raster(columns * (width + Gap) - Gap, top + heights.Sum() + (rows.Count - 1) * Gap);
        for (var column = 0; captions is not null && column < Math.Min(columns, captions.Count); column++)
            MaskPicture.DrawCaption(sheet, column * (width + Gap), top, width, captions[column], MaskPicture.CaptionScale(captions, width));
        foreach (var (row, height) in rows.Zip(heights))
        {
            for (var column = 0; column < row.Count; column++) sheet.Draw(row[column], column * (width + Gap), top, Scale(row[column]));
            top += height + Gap;
        }
        return sheet;
    }
}
