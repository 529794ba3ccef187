namespace MimLab.Figures;

/// <summary>Symmetric error bars.</summary>
/// <param name="Array">Half lengths.</param>
/// <param name="Color">Colour.</param>
public sealed record PlotlyErrors(IReadOnlyList<double> Array, string Color)
{
    /// <summary>Lengths are given point by point.</summary>
    public string Type { get; } = "data";

    /// <summary>Thickness in pixels.</summary>
    public double Thickness { get; } = 1.4;

    /// <summary>Width of the caps in pixels.</summary>
    public double Width { get; } = 4;
}
