namespace MimLab.Figures;

/// <summary>
/// A chart as data: one or more panels beside each other that share a legend. It is drawn twice from the same numbers,
/// as a static picture (<see cref="SvgChart"/>) and as an interactive figure (<see cref="PlotlyFigure"/>).
/// </summary>
/// <param name="Title">Title above the panels.</param>
/// <param name="Panels">The panels from left to right.</param>
[TypeFormatterSource(typeof(ChartFormatters), PreferredMimeTypes = [PlotlyFigure.MimeType, "image/png", "text/plain"])]
public sealed record Chart(string Title, IReadOnlyList<ChartPanel> Panels)
{
    /// <summary>What the chart shows in one sentence, for readers who do not see it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 860;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 420;

    /// <summary>Series names in order of appearance: the legend.</summary>
    internal IReadOnlyList<ChartSeries> Legend => Panels.SelectMany(p => p.Series).GroupBy(s => s.Name).Select(g => g.First()).ToList();
}
