using System.Globalization;
using System.Text;
using MimLab.Results;
using static MimLab.Figures.Markup;

namespace MimLab.Figures;

/// <summary>The tables of a report.</summary>
internal static class ReportTable
{
    /// <summary>The results.</summary>
    public static void Append(StringBuilder html, ResultsTable table)
    {
        html.Append("<div class=\"card scroll\">\n<table>\n<thead>\n<tr>");
        for (var i = 0; i < table.Headings.Count; i++)
            html.Append("<th scope=\"col\"").Append(table.Columns[i].Numeric ? " class=\"number\">" : ">").Append(Escape(table.Headings[i])).Append("</th>");
        html.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var (cells, row) in table.Cells.Zip(table.Rows))
        {
            html.Append("<tr").Append(RowKind(table, row)).Append('>');
            for (var i = 0; i < cells.Count; i++)
            {
                var (column, number) = (table.Columns[i], table.Columns[i].Numeric);
                var kind = (number ? "number" : "") + (column.IsDifference ? Difference(table, column, row) : "");
                html.Append(kind.Length > 0 ? $"<td class=\"{kind}\">" : "<td>");
                if (number && i >= table.Settings.Axes.Count) AppendNumber(html, cells[i], column.IsDifference || column.Metric == 0);
                else html.Append(Escape(cells[i]));
                html.Append("</td>");
            }
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>\n</div>\n");
    }

    /// <summary>Facts shared by all runs, and every run on its own line behind a fold.</summary>
    public static void AppendProvenance(StringBuilder html, ResultsTable table)
    {
        var records = table.Records;
        if (records.Count == 0)
        {
            html.Append("<p>No run has finished yet.</p>\n");
            return;
        }
        html.Append("<div class=\"card scroll\">\n<table class=\"facts\">\n<tbody>\n");
        AppendFact(html, "Commit", records.Select(r => r.Provenance.Commit + (r.Provenance.Dirty switch { true => " with local changes", null => " (local changes unknown)", _ => "" })));
        AppendFact(html, "Engine", records.Select(r => $"{r.Provenance.Engine}, libtorch {r.Provenance.Libtorch}, {r.Provenance.Machine.DotNet}"));
        AppendFact(html, "Machine", records.Select(r => r.Provenance.Machine.ToString()));
        AppendFact(html, "System", records.Select(r => r.Provenance.Machine.Os));
        AppendFact(html, "Device", records.Select(r => $"{r.Device}, {r.Precision}"));
        AppendFact(html, "Data", records.Select(r => $"{r.Data}, hash {r.DataHash}"));
        AppendFact(html, "Run between", [$"{Time(records.Min(r => r.Provenance.Utc))} and {Time(records.Max(r => r.Provenance.Utc))}"]);
        html.Append("</tbody>\n</table>\n</div>\n");

        html.Append("<details>\n<summary>").Append(records.Count == 1 ? "The run" : $"All {records.Count.ToString(CultureInfo.InvariantCulture)} runs").Append("</summary>\n<div class=\"card scroll\">\n<table>\n<thead>\n<tr><th>cell</th><th class=\"number\">seed</th>");
        foreach (var metric in table.Settings.Metrics.Where(m => !m.Fact)) html.Append("<th class=\"number\">").Append(Escape(metric.Heading)).Append("</th>");
        html.Append("<th class=\"number\">images seen</th><th class=\"number\">images/s</th><th class=\"number\">time</th><th>recipe</th><th>commit</th></tr>\n</thead>\n<tbody>\n");
        foreach (var record in records) AppendRun(html, table.Settings, record);
        html.Append("</tbody>\n</table>\n</div>\n</details>\n");
    }

    private static void AppendRun(StringBuilder html, TableSettings settings, RunRecord record)
    {
        html.Append("<tr><td>").Append(Escape(record.Cell)).Append("</td>");
        AppendCell(html, record.Seed.ToString(CultureInfo.InvariantCulture));
        foreach (var metric in settings.Metrics.Where(m => !m.Fact))
            AppendCell(html, record.Metrics.TryGetValue(metric.Key, out var value) ? value.ToString("F" + Math.Max(2, metric.Decimals).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "–");
        AppendCell(html, record.ImagesSeen > 0 ? TableNotes.Number(record.ImagesSeen) : "–");
        AppendCell(html, record.ImagesPerSecond > 0 ? TableNotes.Number(record.ImagesPerSecond) : "–");
        AppendCell(html, TableNotes.Duration(record.Seconds));
        html.Append("<td><code>").Append(Escape(record.RecipeHash.Length > 10 ? record.RecipeHash[..10] : record.RecipeHash)).Append("</code></td><td><code>").Append(Escape(record.Provenance.ShortCommit)).Append("</code></td></tr>\n");
    }

    private static void AppendCell(StringBuilder html, string text) => html.Append("<td class=\"number\">").Append(Escape(text)).Append("</td>");

    private static void AppendFact(StringBuilder html, string name, IEnumerable<string> values) =>
        html.Append("<tr><th scope=\"row\">").Append(Escape(name)).Append("</th><td>").AppendJoin("<br>", values.Distinct().Order(StringComparer.Ordinal).Select(Escape)).Append("</td></tr>\n");

    /// <summary>The figure itself stands out, what qualifies it stands back.</summary>
    private static void AppendNumber(StringBuilder html, string text, bool strong)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var figure = Escape(space < 0 ? text : text[..space]);
        html.Append(strong ? $"<b>{figure}</b>" : figure);
        if (space >= 0) html.Append(" <span class=\"soft\">").Append(Escape(text[(space + 1)..])).Append("</span>");
    }

    private static string RowKind(ResultsTable table, ResultsRow row) => row == table.Baseline ? " class=\"baseline\"" : "";

    private static string Difference(ResultsTable table, TableColumn column, ResultsRow row) => " difference"
        + (table.IsAhead(column, row) ? " ahead" : row.Differences[column.Metric!.Value]?.Verdict is Verdict.Higher or Verdict.Lower ? " behind" : "");

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
