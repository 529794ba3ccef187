using System.Globalization;
using MimLab.Results;

namespace MimLab.Figures;

/// <summary>
/// A row for each cell and its values to the right, for axes of words: targets, heads, schedules. The headline metric and the
/// other compared ones of the same unit stand in one panel, the paper's figures in a panel of their own.
/// </summary>
internal static class DotChart
{
    private const int RowHeight = 30;
    private const double Apart = 0.24; // of a row, between two metrics

    public static Chart Create(ResultsTable table)
    {
        var settings = table.Settings;
        var headline = settings.Metrics[0];
        var shown = settings.Metrics.Index().Where(m => m.Index == 0 || (m.Item.Compare && !m.Item.Fact && m.Item.Unit == headline.Unit)).ToList();
        var series = shown.Select((m, i) => Series(table, m.Item, m.Index, i, (i - (shown.Count - 1) / 2.0) * Apart)).Where(s => s.Points.Count > 0).ToList();
        var names = table.Rows.Select((r, i) => new ChartTick(i, r.Label)).ToList();
        var paper = table.Rows.Index().Where(r => r.Item.Row.Paper is not null)
            .Select(r => new ChartPoint(r.Index, r.Item.Row.Paper!.Value, 0, $"{r.Item.Label}: {r.Item.Row.Paper.Value.ToString("F1", CultureInfo.InvariantCulture)} in the paper")).ToList();
        var value = new ChartAxis(shown.Count == 1 || series.Count < 2 ? headline.Heading : headline.Unit.Length == 0 ? "value" : $"value ({headline.Unit})");
        var downward = new ChartAxis(settings.Axes[0].Heading) { Ticks = names };
        var hasPaper = paper.Count > 1; // a single figure shows no shape, and the table has it
        List<ChartPanel> panels = [new(hasPaper ? "This run" : "", downward, value, series) { Band = Band(table, series.Count), Sideways = true }];
        if (hasPaper)
            panels.Add(new(AblationChart.PaperTitle(settings), downward with { Ticks = [.. names.Select(n => n with { Label = "" })] }, new ChartAxis(settings.PaperMetric),
                [new(headline.Label, 0, paper) { Marker = Palette.HollowShape(0), Joined = false }]) { Sideways = true });
        return new Chart(settings.Title, panels)
        {
            Description = $"{string.Join(" and ", shown.Select(m => m.Item.Heading))} of {names.Count} rows. {string.Join(" ", table.Findings)}",
            Height = 150 + RowHeight * names.Count,
        };
    }

    /// <summary>The baseline of the headline, which the label says where other metrics stand beside it.</summary>
    private static ChartBand? Band(ResultsTable table, int series) => AblationChart.Band(table) is not { } band ? null
        : series < 2 ? band : band with { Name = $"{band.Name}, {table.Settings.Metrics[0].Label}" };

    private static ChartSeries Series(ResultsTable table, MetricColumn metric, int column, int index, double shift) =>
        new(metric.Label, index, table.Rows.Index().Where(r => r.Item.Measurements[column].Count > 0)
            .Select(r => new ChartPoint(r.Index + shift, r.Item.Measurements[column].Mean, r.Item.Measurements[column].Deviation ?? 0,
                $"{r.Item.Label}, {metric.Label}: {metric.Text(r.Item.Measurements[column])}")).ToList())
        { Marker = Palette.Shape(index), Joined = false };
}
