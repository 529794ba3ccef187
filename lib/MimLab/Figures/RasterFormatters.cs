namespace MimLab.Figures;

/// <summary>Pictures in notebooks.</summary>
internal sealed class RasterFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new TypeFormatter<Raster>("image/png", picture => Convert.ToBase64String(picture.ToPng())),
        new TypeFormatter<Raster>("text/plain", picture => $"picture, {picture.Width} x {picture.Height} pixels"),
    ];
}
