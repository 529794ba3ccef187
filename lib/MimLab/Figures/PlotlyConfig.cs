using System.Text.Json.Serialization;

namespace MimLab.Figures;

/// <summary>Behaviour of an interactive chart.</summary>
public sealed record PlotlyConfig
{
    /// <summary>It follows the width of the page.</summary>
    public bool Responsive { get; } = true;

    /// <summary>No logo.</summary>
    [JsonPropertyName("displaylogo")]
    public bool DisplayLogo { get; }

    /// <summary>Buttons show when the pointer is over the chart.</summary>
    [JsonPropertyName("displayModeBar")]
    public string Buttons { get; } = "hover";

    /// <summary>
    /// The buttons, by group. They are listed because the default set has one that sends the figure to a web site.
    /// </summary>
    [JsonPropertyName("modeBarButtons")]
    public IReadOnlyList<IReadOnlyList<string>> ButtonGroups { get; } = [["toImage"], ["zoom2d", "pan2d", "resetScale2d"]];
}
