using System.Text.Json;

namespace MimLab.Figures;

/// <summary>
/// A chart in the JSON that every Plotly renderer reads (the <c>application/vnd.plotly.v1+json</c> type of notebooks and
/// <c>Plotly.newPlot</c> in a page). Only the parts of Plotly's schema that these charts use are modelled.
/// </summary>
/// <param name="Data">The traces.</param>
/// <param name="Layout">Axes, legend, margins.</param>
/// <param name="Config">Behaviour of the interactive chart.</param>
public sealed record PlotlyFigure(IReadOnlyList<PlotlyTrace> Data, PlotlyLayout Layout, PlotlyConfig Config)
{
    /// <summary>The type under which a notebook shows <see cref="ToJson"/>.</summary>
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>The interactive twin of <paramref name="chart"/>.</summary>
    public static PlotlyFigure From(Chart chart) => PlotlyDrawing.Draw(chart);

    /// <summary>The same on white paper, for notebooks, whose dark themes would swallow Plotly's dark ink.</summary>
    public static PlotlyFigure OnPaper(Chart chart)
    {
        var figure = From(chart);
        return figure with { Layout = figure.Layout with { PaperColor = "#ffffff" } };
    }

    /// <summary>
    /// The figure as JSON on one line. It is safe inside an HTML script element: angle brackets and ampersands are escaped.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, PlotlyJson.Default.PlotlyFigure);
}
