using System.Text.Json.Serialization;

namespace MimLab.Figures;

/// <summary>How figures are written: Plotly's own lower-case names, absent members left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlotlyFigure))]
internal sealed partial class PlotlyJson : JsonSerializerContext;
