namespace MimLab.Figures;

/// <summary>Charts in notebooks: interactive where the front end has Plotly, a static picture where it has not.</summary>
internal sealed class ChartFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new TypeFormatter<Chart>(PlotlyFigure.MimeType, chart => PlotlyFigure.OnPaper(chart).ToJson()),
        new TypeFormatter<Chart>("image/svg+xml", PaperChart.Render),
        new TypeFormatter<Chart>("text/plain", chart => chart.Description.Length > 0 ? $"{chart.Title}: {chart.Description}" : chart.Title),
    ];
}
