using System.Globalization;

namespace MimLab.Results;

/// <summary>Turns a table into headings and cell texts.</summary>
internal static class TableLayout
{
    public static (IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Cells) Lay(ResultsTable table)
    {
        var settings = table.Settings;
        var hasDistance = settings.Rows.Any(r => r.AverageDistance is not null);
        var hasPaper = settings.Rows.Any(r => r.Paper is not null);
        List<string> headings = [.. settings.Axes.Select(a => a.Heading)];
        if (hasDistance) headings.Add("AvgDist (px)");
        headings.Add(settings.Metrics[0].Heading);
        if (table.Baseline is { } baseline) headings.Add("vs " + baseline.Label);
        headings.AddRange(settings.Metrics.Skip(1).Select(m => m.Heading));
        if (hasPaper) headings.Add(settings.PaperMetric.Length == 0 ? "paper" : "paper: " + settings.PaperMetric);

        var cells = new List<IReadOnlyList<string>>();
        foreach (var row in table.Rows)
        {
            List<string> line = [.. settings.Axes.Select(a => ResultsTable.ValueText(row.Row.Axis[a.Key]))];
            if (line.Count > 0 && row.Row.Axis[settings.Axes[0].Key] is null) line[0] = row.Label;
            if (hasDistance) line.Add(One(row.Row.AverageDistance));
            line.Add(row.Headline.ToText(settings.Metrics[0].Decimals));
            if (table.Baseline is not null) line.Add(row.Difference?.ToText(settings.Metrics[0].Decimals) ?? "");
            line.AddRange(row.Measurements.Zip(settings.Metrics).Skip(1).Select(m => m.First.ToText(m.Second.Decimals)));
            if (hasPaper) line.Add(One(row.Row.Paper));
            cells.Add(line);
        }
        return (headings, cells);
    }

    /// <summary>Whether column <paramref name="column"/> holds numbers and stands to the right.</summary>
    public static bool IsNumeric(ResultsTable table, int column) => column >= table.Settings.Axes.Count
        || table.Settings.Rows.All(r => r.Axis[table.Settings.Axes[column].Key] is not { } value || ResultsTable.ValueNumber(value) is not null);

    /// <summary>The column of the headline metric.</summary>
    public static int HeadlineColumn(ResultsTable table) =>
        table.Settings.Axes.Count + (table.Settings.Rows.Any(r => r.AverageDistance is not null) ? 1 : 0);

    /// <summary>The column of the difference to the baseline, or -1.</summary>
    public static int DifferenceColumn(ResultsTable table) => table.Baseline is null ? -1 : HeadlineColumn(table) + 1;

    /// <summary>Whether the row is better than the baseline by more than noise.</summary>
    public static bool IsAhead(ResultsTable table, ResultsRow row) =>
        row.Difference?.Verdict == (table.Settings.Metrics[0].HigherIsBetter ? Verdict.Higher : Verdict.Lower);

    private static string One(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "–";
}
