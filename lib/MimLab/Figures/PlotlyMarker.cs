namespace MimLab.Figures;

/// <summary>A trace's marker.</summary>
/// <param name="Symbol">Plotly's name of the shape.</param>
/// <param name="Color">Colour.</param>
/// <param name="Size">Size in pixels.</param>
public sealed record PlotlyMarker(string Symbol, string Color, double Size);
