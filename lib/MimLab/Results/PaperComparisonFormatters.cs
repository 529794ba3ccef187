using System.Text;
using static System.Net.WebUtility;

namespace MimLab.Results;

/// <summary>Comparisons with the paper in notebooks: HTML, and aligned columns where there is none.</summary>
internal sealed class PaperComparisonFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new TypeFormatter<PaperComparison>("text/html", Html),
        new TypeFormatter<PaperComparison>("text/plain", Plain),
    ];

    private static string Html(PaperComparison comparison)
    {
        var html = new StringBuilder($"<table>\n<caption>{HtmlEncode(Title(comparison))}</caption>\n<thead><tr>");
        foreach (var heading in Headings(comparison)) html.Append($"<th style=\"text-align:left\">{HtmlEncode(heading)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in comparison.Rows)
            html.Append("<tr>").AppendJoin("", Cells(comparison, row).Select(c => $"<td style=\"text-align:left\">{HtmlEncode(c)}</td>")).Append("</tr>\n");
        return html.Append($"</tbody>\n</table>\n<p>{HtmlEncode(comparison.Summary)}</p>\n").ToString();
    }

    private static string Plain(PaperComparison comparison)
    {
        List<string[]> lines = [Headings(comparison), .. comparison.Rows.Select(r => Cells(comparison, r))];
        var widths = lines[0].Select((_, i) => lines.Max(l => l[i].Length)).ToArray();
        var text = new StringBuilder(Title(comparison)).Append("\n\n");
        foreach (var line in lines) text.Append(string.Join("  ", line.Select((c, i) => c.PadRight(widths[i]))).TrimEnd()).Append('\n');
        return text.Append('\n').Append(comparison.Summary).Append('\n').ToString();
    }

    private static string Title(PaperComparison comparison) => $"Differences to {comparison.Reference}, preset {comparison.Table.Settings.Preset}";

    private static string[] Headings(PaperComparison comparison) =>
        ["", $"in the paper: {comparison.Table.Settings.PaperMetric}", $"here: {comparison.Table.Settings.Metrics[0].Heading}", "reading"];

    private static string[] Cells(PaperComparison comparison, PaperDifference row)
    {
        var digits = comparison.Table.Settings.Metrics[0].Decimals;
        var noise = row.Ours.Noise is { } n && row.Ours.Verdict != Verdict.Missing ? $", noise {new Difference(n, null).Signed(digits).TrimStart('+')}" : "";
        return [row.Label, row.Paper is { } paper ? new Difference(paper, null).Signed() : "–",
            row.Ours.Verdict == Verdict.Missing ? "–" : row.Ours.Signed(digits) + noise, Words(row.Reading)];
    }

    private static string Words(PaperReading reading) => reading switch
    {
        PaperReading.NotRun => "not run yet",
        PaperReading.NoFigure => "no figure in the paper",
        PaperReading.OneSeed => "one seed: says nothing",
        PaperReading.WithinNoise => "within noise",
        PaperReading.Agrees => "as in the paper",
        PaperReading.Differs => "against the paper",
        _ => "only here",
    };
}
