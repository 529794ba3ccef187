namespace MimLab.Data.Preparation;

/// <summary>A picture of a data set's first images, one row for each class.</summary>
public static class ContactSheet
{
    private const int Gap = 4;
    private const int MostRows = 20;

    /// <summary>A PNG of <paramref name="columns"/> images for each of the first classes; small images are enlarged.</summary>
    public static byte[] Encode(IImageDataset data, int columns)
    {
        var cell = Math.Max(96, Math.Min(data.Width, 192));
        var rows = Math.Min(data.ClassCount, MostRows);
        int width = columns * (cell + Gap) + Gap, height = rows * (cell + Gap) + Gap;
        var sheet = new byte[width * height * 3];
        sheet.AsSpan().Fill(255);
        var found = new int[rows];
        var missing = rows * columns;
        var buffer = new ImageBuffer();
        for (var index = 0; index < data.Count && missing > 0; index++)
        {
            var label = data.Label(index);
            if (label >= rows || found[label] == columns) continue;
            try
            {
                data.Read(index, buffer);
            }
            catch (UnreadableImageException)
            {
                continue;
            }
            Place(buffer, sheet, width, Gap + found[label]++ * (cell + Gap), Gap + label * (cell + Gap), cell);
            missing--;
        }
        return PngEncoder.Encode(sheet, width, height);
    }

    /// <summary>Puts the image's middle square there, by nearest pixels: a sheet shows the pixels as they are.</summary>
    private static void Place(ImageBuffer image, byte[] sheet, int sheetWidth, int left, int top, int cell)
    {
        var side = Math.Min(image.Width, image.Height);
        int offsetX = (image.Width - side) / 2, offsetY = (image.Height - side) / 2;
        var pixels = image.Pixels;
        for (var y = 0; y < cell; y++)
        {
            for (var x = 0; x < cell; x++)
            {
                var source = ((offsetY + y * side / cell) * image.Width + offsetX + x * side / cell) * 3;
                pixels.Slice(source, 3).CopyTo(sheet.AsSpan(((top + y) * sheetWidth + left + x) * 3));
            }
        }
    }
}
