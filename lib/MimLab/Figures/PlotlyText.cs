namespace MimLab.Figures;

/// <summary>A text of a layout.</summary>
/// <param name="Text">The text.</param>
/// <param name="X">Left edge as a share of the width, where it is not centred.</param>
/// <param name="Xanchor">Which edge <paramref name="X"/> means.</param>
/// <param name="Font">Its font.</param>
/// <param name="Standoff">Pixels between an axis label and its ticks.</param>
public sealed record PlotlyText(string Text, double? X = null, string? Xanchor = null, PlotlyFont? Font = null, int? Standoff = null);
