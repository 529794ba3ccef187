namespace MimLab.Figures;

/// <summary>An axis: its label with unit, and ticks where they are not plain round numbers.</summary>
/// <param name="Label">Label with its unit, e.g. <c>mask cell (px)</c>.</param>
public sealed record ChartAxis(string Label)
{
    /// <summary>Explicit ticks, for categories and for values on a doubling scale; null for round numbers.</summary>
    public IReadOnlyList<ChartTick>? Ticks { get; init; }
}
