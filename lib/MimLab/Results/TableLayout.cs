using System.Globalization;

namespace MimLab.Results;

/// <summary>
/// The columns of a table: axes, AvgDist, metrics each with its difference to the baseline, facts, and the paper's figures.
/// </summary>
internal static class TableLayout
{
    public static IReadOnlyList<TableColumn> Columns(ResultsTable table)
    {
        var settings = table.Settings;
        List<TableColumn> columns = [.. settings.Axes.Select((a, i) => Axis(settings, a, first: i == 0))];
        if (ShowsDistance(settings)) columns.Add(new("AvgDist (px)", row => One(row.Row.AverageDistance)));
        for (var i = 0; i < settings.Metrics.Count; i++)
        {
            var (metric, index) = (settings.Metrics[i], i);
            columns.Add(new(metric.Heading, row => metric.Text(row.Measurements[index])) { Metric = index });
            if (table.Baseline is { } baseline && (index == 0 || metric.Compare))
                columns.Add(new("vs " + baseline.Label, row => row.Differences[index]?.ToText(metric.Decimals) ?? "") { Metric = index, IsDifference = true });
        }
        if (settings.Rows.Any(r => r.Paper is not null))
            columns.Add(new(settings.PaperMetric.Length == 0 ? "paper" : "paper: " + settings.PaperMetric, row => One(row.Row.Paper)));
        foreach (var metric in settings.Metrics.Where(m => settings.Rows.Any(r => r.PaperFigures.ContainsKey(m.Key))))
            columns.Add(new("paper: " + metric.Heading, row => row.Row.PaperFigures.TryGetValue(metric.Key, out var figure) ? metric.Plain(figure) : "–"));
        return columns;
    }

    /// <summary>Whether the table has the column that shows AvgDist without being asked for it.</summary>
    public static bool ShowsDistance(TableSettings settings) => !settings.HideAverageDistance
        && settings.Rows.Any(r => r.AverageDistance is not null) && settings.Metrics.All(m => m.Key != "avgDist");

    private static TableColumn Axis(TableSettings settings, AxisColumn axis, bool first) => new(
        axis.Heading,
        row => first && row.Row.Axis[axis.Key] is null ? row.Label : ResultsTable.ValueText(row.Row.Axis[axis.Key]),
        Numeric: settings.Rows.All(r => r.Axis[axis.Key] is not { } value || ResultsTable.ValueNumber(value) is not null));

    private static string One(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "–";
}
