using System.Globalization;
using MimLab.Results;

namespace MimLab.Figures;

/// <summary>
/// A point for each cell: the headline metric over another metric or fact, coloured and shaped by one axis (SimMIM, Figure 3:
/// accuracy over AvgDist). The paper's points have a panel of their own, because their images, models and budgets differ.
/// </summary>
internal static class ScatterChart
{
    private const string Distance = "avgDist";

    private sealed record Place(string Series, double X, double Y, double Error, string Text);

    /// <exception cref="UserError">The chart names no metric or fact of the table.</exception>
    public static Chart Create(ResultsTable table)
    {
        var settings = table.Settings;
        var key = settings.Chart.X ?? throw new UserError($"The scatter of ablation '{settings.Ablation}' needs chart.x: a metric or a fact.");
        var column = settings.Metrics.Index().Where(m => m.Item.Key == key).Select(m => (int?)m.Index).FirstOrDefault();
        var axis = new ChartAxis(column is { } i ? settings.Metrics[i].Heading : key == Distance ? "AvgDist (px)" : key);
        var headline = settings.Metrics[0];
        var ours = table.Rows.Where(r => r.Headline.Count > 0 && r.Row.Cell != settings.Baseline && X(r, key, column) is not null)
            .Select(r => new Place(Name(settings, r.Row), X(r, key, column)!.Value, r.Headline.Mean, r.Headline.Deviation ?? 0,
                $"{r.Label}: {headline.Text(r.Headline)} at {Short(X(r, key, column)!.Value)}")).ToList();
        var paper = (settings.PaperRows ?? settings.Rows).Where(r => r.Paper is not null && r.PaperFigures.ContainsKey(key))
            .Select(r => new Place(Name(settings, r), r.PaperFigures[key], r.Paper!.Value, 0,
                $"{r.Label ?? r.Cell}: {r.Paper.Value.ToString("F1", CultureInfo.InvariantCulture)} in the paper at {Short(r.PaperFigures[key])}")).ToList();
        var names = ours.Concat(paper).Select(p => p.Series).Distinct().ToList();
        var hasPaper = paper.Count > 1;
        List<ChartPanel> panels = [new(hasPaper ? "This run" : "", Scaled(axis, ours, settings), new ChartAxis(headline.Heading), Series(ours, names, settings, own: true)) { Band = AblationChart.Band(table) }];
        if (hasPaper) panels.Add(new(AblationChart.PaperTitle(settings), Scaled(axis, paper, settings), new ChartAxis(settings.PaperMetric), Series(paper, names, settings, own: false)));
        return new Chart(settings.Title, panels) { Description = $"{headline.Heading} over {axis.Label}, a point for each row. {string.Join(" ", table.Findings)}" };
    }

    private static List<ChartSeries> Series(List<Place> places, List<string> names, TableSettings settings, bool own) => [.. names.Index()
        .Select(n => new ChartSeries(n.Item, n.Index, [.. places.Where(p => p.Series == n.Item).OrderBy(p => p.X)
            .Select(p => new ChartPoint(settings.Chart.Log ? Math.Log2(p.X) : p.X, p.Y, p.Error, p.Text))])
        { Marker = own ? Palette.Shape(n.Index) : Palette.HollowShape(n.Index), Joined = false })
        .Where(s => s.Points.Count > 0)];

    /// <summary>Ticks at powers of two on a logarithmic axis.</summary>
    private static ChartAxis Scaled(ChartAxis axis, List<Place> places, TableSettings settings)
    {
        if (!settings.Chart.Log || places.Count == 0 || places.Any(p => p.X <= 0)) return axis;
        int low = (int)Math.Floor(Math.Log2(places.Min(p => p.X))), high = (int)Math.Ceiling(Math.Log2(places.Max(p => p.X)));
        return axis with { Ticks = [.. Enumerable.Range(low, high - low + 1).Select(power => new ChartTick(power, Short(Math.Pow(2, power))))] };
    }

    private static double? X(ResultsRow row, string key, int? column) =>
        column is { } i ? row.Measurements[i].Count > 0 ? row.Measurements[i].Mean : null
        : row.Row.Facts.TryGetValue(key, out var fact) ? fact : key == Distance ? row.Row.AverageDistance : null;

    private static string Name(TableSettings settings, TableRow row) =>
        settings.Chart.Series is { } series && row.Axis[series] is { } value ? ResultsTable.ValueText(value) : settings.Metrics[0].Label;

    private static string Short(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
