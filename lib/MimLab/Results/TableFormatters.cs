using System.Text;
using static System.Net.WebUtility;

namespace MimLab.Results;

/// <summary>Result tables in notebooks: HTML, and aligned columns where there is none.</summary>
internal sealed class TableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new TypeFormatter<ResultsTable>("text/html", Html),
        new TypeFormatter<ResultsTable>("text/plain", table => table.ToText()),
    ];

    private static string Html(ResultsTable table)
    {
        var html = new StringBuilder();
        html.Append("<table>\n<caption>").Append(HtmlEncode(table.Settings.Title)).Append("</caption>\n<thead><tr>");
        for (var i = 0; i < table.Headings.Count; i++) AppendCell(html, "th", table.Headings[i], table.Columns[i].Numeric);
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var cells in table.Cells)
        {
            html.Append("<tr>");
            for (var i = 0; i < cells.Count; i++) AppendCell(html, "td", cells[i], table.Columns[i].Numeric);
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>\n<ul>\n");
        foreach (var sentence in table.Findings) html.Append("<li>").Append(HtmlEncode(sentence)).Append("</li>\n");
        return html.Append("</ul>\n").ToString();
    }

    private static void AppendCell(StringBuilder html, string element, string text, bool number) => html.Append('<').Append(element)
        .Append(number ? " style=\"text-align:right\">" : " style=\"text-align:left\">").Append(HtmlEncode(text)).Append("</").Append(element).Append('>');
}
