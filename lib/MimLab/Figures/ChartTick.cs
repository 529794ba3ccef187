namespace MimLab.Figures;

/// <summary>A tick of an axis.</summary>
/// <param name="Position">Position in the axis's own values.</param>
/// <param name="Label">Text beside it.</param>
public sealed record ChartTick(double Position, string Label);
