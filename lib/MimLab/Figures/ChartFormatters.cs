using MimLab.Data;

namespace MimLab.Figures;

/// <summary>Charts in notebooks: interactive where the front end has Plotly, a static picture where it has not.</summary>
internal sealed class ChartFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new TypeFormatter<Chart>(PlotlyFigure.MimeType, chart => PlotlyFigure.OnPaper(chart).ToJson()),
        new TypeFormatter<Chart>("image/png", Picture),
        new TypeFormatter<Chart>("text/plain", chart => chart.Description.Length > 0 ? $"{chart.Title}: {chart.Description}" : chart.Title),
    ];

    private static string? Picture(Chart chart)
    {
        try
        {
            var picture = PaperChart.Draw(chart);
            return Convert.ToBase64String(picture.ToPng());
        }
        catch (Exception problem) when (problem is UserError or UnreadableImageException)
        {
            return null; // without libvips the interactive chart remains
        }
    }
}
