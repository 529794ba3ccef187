using System.Text.Json.Serialization;

namespace MimLab.Figures;

/// <summary>
/// The part of Plotly's layout that these charts use. Colours of ink are left to the page, which knows light from dark.
/// </summary>
public sealed record PlotlyLayout
{
    /// <summary>Height in pixels; the width follows the page.</summary>
    public required int Height { get; init; }

    /// <summary>Title above the panels.</summary>
    public required PlotlyText Title { get; init; }

    /// <summary>Fonts.</summary>
    public PlotlyFont Font { get; init; } = new(12);

    /// <summary>Margins.</summary>
    public required PlotlyMargin Margin { get; init; }

    /// <summary>The legend.</summary>
    public PlotlyLegend Legend { get; init; } = new();

    /// <summary>The pointer shows the nearest point.</summary>
    [JsonPropertyName("hovermode")]
    public string HoverMode { get; } = "closest";

    /// <summary>Transparent ground.</summary>
    [JsonPropertyName("paper_bgcolor")]
    public string PaperColor { get; init; } = "rgba(0,0,0,0)";

    /// <summary>Transparent ground of the panels.</summary>
    [JsonPropertyName("plot_bgcolor")]
    public string PlotColor { get; } = "rgba(0,0,0,0)";

    /// <summary>Horizontal axis of the first panel.</summary>
    [JsonPropertyName("xaxis")]
    public required PlotlyAxis XAxis { get; init; }

    /// <summary>Vertical axis of the first panel.</summary>
    [JsonPropertyName("yaxis")]
    public required PlotlyAxis YAxis { get; init; }

    /// <summary>Horizontal axis of the second panel.</summary>
    [JsonPropertyName("xaxis2")]
    public PlotlyAxis? XAxis2 { get; init; }

    /// <summary>Vertical axis of the second panel.</summary>
    [JsonPropertyName("yaxis2")]
    public PlotlyAxis? YAxis2 { get; init; }

    /// <summary>Bands and baselines.</summary>
    public IReadOnlyList<PlotlyShape>? Shapes { get; init; }

    /// <summary>Panel titles and labels of baselines.</summary>
    public IReadOnlyList<PlotlyAnnotation>? Annotations { get; init; }
}
