namespace MimLab.Figures;

/// <summary>The legend: one line above the panels.</summary>
public sealed record PlotlyLegend
{
    /// <summary>Horizontal.</summary>
    public string Orientation { get; } = "h";

    /// <summary>Left edge.</summary>
    public double X { get; }

    /// <summary>Height above the panels, as a share of their height.</summary>
    public double Y { get; init; } = 1.02;

    /// <summary>The height is that of the lower edge.</summary>
    public string Yanchor { get; } = "bottom";
}
