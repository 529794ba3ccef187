namespace MimLab.Figures;

/// <summary>A line of a trace or shape.</summary>
/// <param name="Color">Colour.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Dash"><c>solid</c>, <c>dot</c> or <c>dash</c>.</param>
public sealed record PlotlyLine(string Color, double Width, string Dash = "solid");
