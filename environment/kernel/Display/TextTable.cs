using System.Text;

namespace MimLab.Kernel.Display;

/// <summary>A small table of words as text and as HTML.</summary>
internal static class TextTable
{
    public static MimeBundle Bundle(IReadOnlyList<string> head, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. head.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        var text = new StringBuilder();
        foreach (IEnumerable<string> row in rows.Prepend([.. head]))
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        var html = new StringBuilder("<table><thead><tr>").AppendJoin("", head.Select(static one => $"<th>{HtmlView.Encode(one)}</th>"));
        html.Append("</tr></thead><tbody>");
        foreach (string[] row in rows)
            html.Append("<tr>").AppendJoin("", row.Select(static cell => $"<td>{HtmlView.Encode(cell)}</td>")).Append("</tr>");
        html.Append("</tbody></table>");
        return new MimeBundle(new Dictionary<string, object> { ["text/plain"] = text.ToString().TrimEnd(), ["text/html"] = html.ToString() });
    }
}
