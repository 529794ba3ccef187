namespace MimLab.Figures;

/// <summary>A horizontal baseline with a band around it.</summary>
/// <param name="Name">Label at the line.</param>
/// <param name="Mean">Height of the line.</param>
/// <param name="Error">Half the height of the band; 0 draws the line only.</param>
public sealed record ChartBand(string Name, double Mean, double Error);
