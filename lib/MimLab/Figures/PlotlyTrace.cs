using System.Text.Json.Serialization;

namespace MimLab.Figures;

/// <summary>A scatter trace: one series of one panel.</summary>
public sealed record PlotlyTrace
{
    /// <summary>Kind of trace.</summary>
    public string Type { get; } = "scatter";

    /// <summary><c>lines</c>, <c>markers</c> or <c>lines+markers</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Name in the legend.</summary>
    public required string Name { get; init; }

    /// <summary>Series of one name are switched on and off together.</summary>
    [JsonPropertyName("legendgroup")]
    public required string LegendGroup { get; init; }

    /// <summary>False for the second panel's trace of a name.</summary>
    [JsonPropertyName("showlegend")]
    public required bool ShowLegend { get; init; }

    /// <summary>Horizontal values.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>Vertical values.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>Text shown under the pointer.</summary>
    public IReadOnlyList<string>? Text { get; init; }

    /// <summary>What the pointer shows: <c>text</c>, or the values where there is no text.</summary>
    [JsonPropertyName("hoverinfo")]
    public string? HoverInfo { get; init; }

    /// <summary>Horizontal axis, <c>x</c>, <c>x2</c>, ...</summary>
    [JsonPropertyName("xaxis")]
    public required string XAxis { get; init; }

    /// <summary>Vertical axis, <c>y</c>, <c>y2</c>, ...</summary>
    [JsonPropertyName("yaxis")]
    public required string YAxis { get; init; }

    /// <summary>Error bars to both sides.</summary>
    public PlotlyErrors? ErrorX { get; init; }

    /// <summary>Error bars up and down.</summary>
    public PlotlyErrors? ErrorY { get; init; }

    /// <summary>The connecting line.</summary>
    public required PlotlyLine Line { get; init; }

    /// <summary>The markers.</summary>
    public PlotlyMarker? Marker { get; init; }
}
