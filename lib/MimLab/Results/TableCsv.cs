using System.Globalization;
using CsvHelper;

namespace MimLab.Results;

/// <summary>The table for other programs: one line a row, machine-readable names, full precision, empty where nothing is known.</summary>
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
            csv.WriteField(metric.Key + "_mean");
            csv.WriteField(metric.Key + "_sd");
            csv.WriteField(metric.Key + "_n");
        }
        csv.WriteField("difference");
        csv.WriteField("noise");
        csv.WriteField("verdict");
        csv.WriteField("paper");
        csv.EndRecord();
        foreach (var row in table.Rows)
        {
            csv.WriteField(row.Row.Cell);
            foreach (var axis in table.Settings.Axes)
                csv.WriteField(row.Row.Axis[axis.Key] is { } value ? ResultsTable.ValueText(value) : "");
            csv.WriteField(Number(row.Row.AverageDistance));
            foreach (var measurement in row.Measurements)
            {
                csv.WriteField(Number(measurement.Mean));
                csv.WriteField(Number(measurement.Deviation));
                csv.WriteField(measurement.Count);
            }
            csv.WriteField(Number(row.Difference?.Value));
            csv.WriteField(Number(row.Difference?.Noise));
            csv.WriteField(row.Difference?.Verdict.ToString() ?? "");
            csv.WriteField(Number(row.Row.Paper));
            csv.EndRecord();
        }
    }

    private static string Number(double? value) => value is { } v && double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "";
}
