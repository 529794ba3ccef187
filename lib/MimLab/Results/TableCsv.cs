using System.Globalization;
using CsvHelper;

namespace MimLab.Results;

/// <summary>
/// The table for other programs: one line a row, machine-readable names, full precision, empty where nothing is known.
/// </summary>
internal static class TableCsv
{
    public static void Write(ResultsTable table, TextWriter writer)
    {
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteField("cell");
        foreach (var axis in table.Settings.Axes) csv.WriteField(axis.Key);
        csv.WriteField("average_distance_px");
        foreach (var metric in table.Settings.Metrics)
        {
            if (metric.Fact)
            {
                csv.WriteField(metric.Key);
                continue;
            }
            csv.WriteField(metric.Key + "_mean");
            csv.WriteField(metric.Key + "_sd");
            csv.WriteField(metric.Key + "_n");
        }
        foreach (var (prefix, _) in Compared(table))
        {
            csv.WriteField(prefix + "difference");
            csv.WriteField(prefix + "noise");
            csv.WriteField(prefix + "verdict");
        }
        csv.WriteField("paper");
        foreach (var key in PaperKeys(table)) csv.WriteField("paper_" + key);
        csv.EndRecord();
        foreach (var row in table.Rows)
        {
            csv.WriteField(row.Row.Cell);
            foreach (var axis in table.Settings.Axes)
                csv.WriteField(row.Row.Axis[axis.Key] is { } value ? ResultsTable.ValueText(value) : "");
            csv.WriteField(Number(row.Row.AverageDistance));
            foreach (var (measurement, metric) in row.Measurements.Zip(table.Settings.Metrics))
            {
                csv.WriteField(Number(measurement.Mean));
                if (metric.Fact) continue;
                csv.WriteField(Number(measurement.Deviation));
                csv.WriteField(measurement.Count);
            }
            foreach (var (_, metric) in Compared(table))
            {
                csv.WriteField(Number(row.Differences[metric]?.Value));
                csv.WriteField(Number(row.Differences[metric]?.Noise));
                csv.WriteField(row.Differences[metric]?.Verdict.ToString() ?? "");
            }
            csv.WriteField(Number(row.Row.Paper));
            foreach (var key in PaperKeys(table)) csv.WriteField(row.Row.PaperFigures.TryGetValue(key, out var figure) ? Number(figure) : "");
            csv.EndRecord();
        }
    }

    /// <summary>The metrics that are compared with the baseline; the headline's columns have no prefix.</summary>
    private static IEnumerable<(string Prefix, int Metric)> Compared(ResultsTable table) =>
        table.Settings.Metrics.Index().Where(m => m.Index == 0 || m.Item.Compare).Select(m => (m.Index == 0 ? "" : m.Item.Key + "_", m.Index));

    private static IEnumerable<string> PaperKeys(ResultsTable table) =>
        table.Settings.Metrics.Select(m => m.Key).Where(key => table.Settings.Rows.Any(r => r.PaperFigures.ContainsKey(key)));

    private static string Number(double? value) => value is { } v && double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "";
}
