using System.Text.Json.Serialization;

namespace MimLab.Figures;

/// <summary>An axis of a Plotly layout.</summary>
public sealed record PlotlyAxis
{
    /// <summary>Label.</summary>
    public required PlotlyText Title { get; init; }

    /// <summary>Part of the width it takes, for panels beside each other.</summary>
    public IReadOnlyList<double>? Domain { get; init; }

    /// <summary>The axis it stands at, e.g. <c>x2</c>.</summary>
    public string? Anchor { get; init; }

    /// <summary>Lowest and highest value.</summary>
    public required IReadOnlyList<double> Range { get; init; }

    /// <summary>Explicit tick positions.</summary>
    [JsonPropertyName("tickvals")]
    public IReadOnlyList<double>? TickPositions { get; init; }

    /// <summary>Explicit tick labels.</summary>
    [JsonPropertyName("ticktext")]
    public IReadOnlyList<string>? TickLabels { get; init; }

    /// <summary>Whether grid lines are drawn.</summary>
    [JsonPropertyName("showgrid")]
    public required bool ShowGrid { get; init; }

    /// <summary>No line at zero.</summary>
    [JsonPropertyName("zeroline")]
    public bool ZeroLine { get; }

    /// <summary>Whether the axis line is drawn.</summary>
    [JsonPropertyName("showline")]
    public required bool ShowLine { get; init; }
}
