namespace MimLab.Figures;

/// <summary>Points of one colour under one name.</summary>
/// <param name="Name">Name in the legend; series of the same name in several panels share one entry.</param>
/// <param name="Color">Index into <see cref="Palette"/>.</param>
/// <param name="Points">Points in drawing order.</param>
public sealed record ChartSeries(string Name, int Color, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Marker at each point.</summary>
    public MarkerShape Marker { get; init; } = MarkerShape.Circle;

    /// <summary>Whether these are a paper's figures, which hollow markers show.</summary>
    public bool IsPaper => Marker is MarkerShape.HollowCircle or MarkerShape.HollowSquare or MarkerShape.HollowTriangle
        or MarkerShape.HollowTriangleDown or MarkerShape.HollowDiamond;

    /// <summary>Whether a line joins the points.</summary>
    public bool Joined { get; init; } = true;

    /// <summary>Whether the connecting line is dotted.</summary>
    public bool Dotted { get; init; }
}
