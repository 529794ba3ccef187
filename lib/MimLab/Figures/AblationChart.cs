using System.Globalization;
using System.Text.Json.Nodes;
using MimLab.Results;

namespace MimLab.Figures;

/// <summary>
/// The chart of an ablation's headline metric, as the ablation asks for it: dots, a scatter, or lines. Lines have one axis to the
/// right, one line for each setting of the others, error bars of one sample standard deviation, the baseline as a band, and the
/// paper's figures as hollow marks in a panel of their own, since their data, models and budgets differ from ours and only the
/// shapes can be compared.
/// </summary>
public static class AblationChart
{
    private const int MostTicks = 8;

    private sealed record Place(ResultsRow Row, double X, string Series);

    /// <summary>Draws <paramref name="table"/>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="xAxis">Key of the axis to the right; the one that needs the fewest lines when not given.</param>
    /// <exception cref="UserError">The table has no axis of that name.</exception>
    public static Chart Create(ResultsTable table, string? xAxis = null)
    {
        var settings = table.Settings;
        if (xAxis is null && settings.Chart.Kind == ChartKind.Dots) return DotChart.Create(table);
        if (xAxis is null && settings.Chart.Kind == ChartKind.Scatter) return ScatterChart.Create(table);
        var key = xAxis ?? settings.Chart.X ?? ClearestAxis(settings);
        var axis = settings.Axes.FirstOrDefault(a => a.Key == key)
            ?? throw new UserError($"The chart of ablation '{settings.Ablation}' asks for the axis '{key}', which is none of its axis columns.");
        var rows = table.Rows.Where(r => r.Row.Axis[key] is not null && r.Row.Cell != settings.Baseline).ToList();
        var (ticks, position) = Scale(rows.Select(r => r.Row.Axis[key]!).ToList(), settings.Chart.Log);
        var places = rows.Select(r => new Place(r, position(r.Row.Axis[key]!), SeriesName(settings, r.Row, key))).ToList();
        var names = places.Select(p => p.Series).Distinct().ToList();

        var x = new ChartAxis(axis.Heading) { Ticks = settings.Chart.Log || ticks.Count <= MostTicks ? ticks : null };
        var span = ticks.Count < 2 ? 1 : ticks[^1].Position - ticks[0].Position;
        var hasErrors = places.Any(p => p.Row.Headline.Deviation > 0);
        var step = hasErrors ? Math.Min(0.012, 0.05 / names.Count) * span : 0; // keeps error bars beside each other
        var panels = new List<ChartPanel>();
        var ours = names.Select((n, i) => Ours(n, i, places, settings.Metrics[0], (i - (names.Count - 1) / 2.0) * step)).Where(s => s.Points.Count > 0).ToList();
        var paper = names.Select((n, i) => Paper(n, i, places)).Where(s => s.Points.Count > 0).ToList();
        if (paper.Sum(s => s.Points.Count) < 2) paper = []; // a single figure shows no shape, and the table has it
        if (ours.Count > 0 || paper.Count == 0)
            panels.Add(new ChartPanel(paper.Count > 0 ? "This run" : "", x, new ChartAxis(settings.Metrics[0].Heading), ours) { Band = Band(table) });
        if (paper.Count > 0)
            panels.Add(new ChartPanel(PaperTitle(settings), x, new ChartAxis(settings.PaperMetric), paper));
        return new Chart(settings.Title, panels)
        {
            Description = $"{settings.Metrics[0].Heading} against {axis.Heading}. {string.Join(" ", table.Findings)}",
        };
    }

    /// <summary>The axis of numbers that leaves the fewest lines; of equals, the one that the findings put in order.</summary>
    private static string ClearestAxis(TableSettings settings)
    {
        var rows = settings.Rows.Where(r => r.Cell != settings.Baseline).ToList();
        return settings.Axes
            .OrderBy(a => rows.Any(r => ResultsTable.ValueNumber(r.Axis[a.Key]) is not null) ? 0 : 1)
            .ThenBy(a => rows.Where(r => r.Axis[a.Key] is not null).Select(r => SeriesName(settings, r, a.Key)).Distinct().Count())
            .ThenBy(a => a.Key == settings.OrderAxis ? 0 : 1).First().Key;
    }

    /// <summary>Where values stand: on a doubling scale when they span a factor of four, evenly when they are words.</summary>
    private static (IReadOnlyList<ChartTick> Ticks, Func<JsonNode, double> Position) Scale(IReadOnlyList<JsonNode> values, bool logarithmic)
    {
        var numbers = values.Select(ResultsTable.ValueNumber).ToList();
        if (numbers.Any(n => n is null))
        {
            var words = values.Select(ResultsTable.ValueText).Distinct().ToList();
            return (words.Select((w, i) => new ChartTick(i, w)).ToList(), value => words.IndexOf(ResultsTable.ValueText(value)));
        }
        var doubling = numbers.Count > 0 && numbers.Min() > 0 && (logarithmic || (numbers.Max() / numbers.Min() >= 4 && numbers.All(n => double.IsInteger(Math.Log2(n!.Value / numbers.Min()!.Value)))));
        double Position(JsonNode value) => doubling ? Math.Log2(ResultsTable.ValueNumber(value)!.Value) : ResultsTable.ValueNumber(value)!.Value;
        var ticks = values.DistinctBy(ResultsTable.ValueText).Select(v => new ChartTick(Position(v), ResultsTable.ValueText(v))).OrderBy(t => t.Position).ToList();
        return (ticks, Position);
    }

    private static ChartSeries Ours(string name, int index, List<Place> places, MetricColumn metric, double shift) =>
        new(name, index, places.Where(p => p.Series == name && p.Row.Headline.Count > 0).OrderBy(p => p.X)
            .Select(p => new ChartPoint(p.X + shift, p.Row.Headline.Mean, p.Row.Headline.Deviation ?? 0, $"{p.Row.Label}: {p.Row.Headline.ToText(metric.Decimals)}")).ToList())
        { Marker = Palette.Shape(index) };

    private static ChartSeries Paper(string name, int index, List<Place> places) =>
        new(name, index, places.Where(p => p.Series == name && p.Row.Row.Paper is not null).OrderBy(p => p.X)
            .Select(p => new ChartPoint(p.X, p.Row.Row.Paper!.Value, 0, $"{p.Row.Label}: {p.Row.Row.Paper.Value.ToString("F1", CultureInfo.InvariantCulture)} in the paper")).ToList())
        { Marker = Palette.HollowShape(index), Dotted = true };

    internal static ChartBand? Band(ResultsTable table) => table.Baseline is { Headline.Count: > 0 } baseline
        ? new ChartBand(baseline.Label, baseline.Headline.Mean, baseline.Headline.Deviation ?? 0) : null;

    /// <summary>
    /// Paper and table, without the number in brackets that finds the paper: half a chart has no room for it, and the notes have
    /// it.
    /// </summary>
    internal static string PaperTitle(TableSettings settings)
    {
        var source = settings.PaperSource;
        var (open, close) = (source.IndexOf(" (", StringComparison.Ordinal), source.IndexOf(')', StringComparison.Ordinal));
        if (open >= 0 && close > open) source = source.Remove(open, close + 1 - open);
        return source.Length > 0 ? "Paper: " + source : "Paper";
    }

    private static string SeriesName(TableSettings settings, TableRow row, string key)
    {
        var parts = settings.Axes.Where(a => a.Key != key && row.Axis[a.Key] is not null).Select(a =>
            ResultsTable.ValueNumber(row.Axis[a.Key]) is null ? ResultsTable.ValueText(row.Axis[a.Key]) : $"{a.Label} {ResultsTable.ValueText(row.Axis[a.Key])}");
        var name = string.Join(", ", parts);
        return name.Length == 0 ? settings.Metrics[0].Label : name;
    }
}
