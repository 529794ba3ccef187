namespace MimLab.Figures;

/// <summary>One pair of axes with its series.</summary>
/// <param name="Title">Title above the axes; empty for none.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Series">Series in drawing order.</param>
public sealed record ChartPanel(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>A horizontal line with a band of one deviation, for a baseline.</summary>
    public ChartBand? Band { get; init; }

    /// <summary>
    /// Whether the panel lies on its side: <see cref="X"/> runs downward, as a list of names, and values run to the right.
    /// Points, error bars and band keep their meaning.
    /// </summary>
    public bool Sideways { get; init; }

    /// <summary>Room for the labels on the left, in pixels.</summary>
    internal double LabelRoom => Sideways ? Math.Max(62, 22 + (X.Ticks ?? []).Select(t => t.Label.Length).DefaultIfEmpty().Max() * SvgChart.FontSize * 0.53) : 62;

    /// <summary>The values the horizontal axis must show, with some room.</summary>
    internal (double Low, double High) RangeX() => Sideways && X.Ticks is { Count: > 0 } names ? (names.Min(t => t.Position) - 0.7, names.Max(t => t.Position) + 0.7)
        : Pad(Series.SelectMany(s => s.Points).Select(p => p.X).Concat(X.Ticks?.Select(t => t.Position) ?? []), X.Ticks is not null ? 0.08 : Series.All(s => s.Joined) ? 0.02 : 0.05);

    /// <summary>The values the vertical axis must show, error bars and band included, with some room.</summary>
    internal (double Low, double High) RangeY()
    {
        var values = Series.SelectMany(s => s.Points).SelectMany(p => new[] { p.Y - p.Error, p.Y + p.Error });
        if (Band is { } band) values = values.Concat([band.Mean - band.Error, band.Mean + band.Error]);
        return Pad(values, 0.08);
    }

    private static (double Low, double High) Pad(IEnumerable<double> values, double share)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0) return (0, 1);
        double low = finite.Min(), high = finite.Max();
        var room = high > low ? (high - low) * share : Math.Max(Math.Abs(high) * 0.05, 0.5);
        return (low - room, high + room);
    }
}
