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
}
