using System.Text;

namespace MimLab.Results;

/// <summary>Markdown and console forms of a table. Lines end with a line feed on every system.</summary>
internal static class TableText
{
    public static string Markdown(ResultsTable table)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escape(table.Settings.Title)).Append("\n\n");
        if (table.Settings.Question.Length > 0) text.Append(Escape(table.Settings.Question)).Append("\n\n");
        AppendTable(text, table);
        if (table.Findings.Count > 0)
        {
            AppendList(text, table.Findings);
            text.Append('\n');
        }
        text.Append("How these figures came to be:\n\n");
        AppendList(text, table.Notes);
        return text.ToString();
    }

    public static string Headline(ResultsTable table)
    {
        var text = new StringBuilder();
        text.Append("**").Append(Escape(table.Settings.Title)).Append("**\n\n");
        AppendTable(text, table);
        AppendList(text, [.. table.Findings, .. table.Notes.Take(4)]);
        return text.ToString();
    }

    public static string Plain(ResultsTable table)
    {
        var widths = table.Headings.Select((h, i) => table.Cells.Select(c => c[i].Length).Append(h.Length).Max()).ToList();
        var text = new StringBuilder();
        text.Append(table.Settings.Title).Append("\n\n");
        AppendPlain(text, table, table.Headings, widths);
        text.Append(string.Join("  ", widths.Select(w => new string('─', w)))).Append('\n');
        foreach (var cells in table.Cells) AppendPlain(text, table, cells, widths);
        text.Append('\n');
        if (table.Findings.Count > 0)
        {
            foreach (var sentence in table.Findings) text.Append(sentence).Append('\n');
            text.Append('\n');
        }
        foreach (var sentence in table.Notes) text.Append(sentence).Append('\n');
        return text.ToString();
    }

    private static void AppendPlain(StringBuilder text, ResultsTable table, IReadOnlyList<string> cells, List<int> widths)
    {
        var padded = cells.Select((c, i) => table.Columns[i].Numeric ? c.PadLeft(widths[i]) : c.PadRight(widths[i]));
        text.Append(string.Join("  ", padded).TrimEnd()).Append('\n');
    }

    private static void AppendTable(StringBuilder text, ResultsTable table)
    {
        text.Append("| ").AppendJoin(" | ", table.Headings.Select(Escape)).Append(" |\n");
        text.Append('|').AppendJoin("|", table.Headings.Select((_, i) => table.Columns[i].Numeric ? "---:" : "---")).Append("|\n");
        foreach (var (cells, row) in table.Cells.Zip(table.Rows))
        {
            var marked = cells.Select((c, i) => table.IsAhead(table.Columns[i], row) ? $"**{Escape(c)}**" : Escape(c));
            text.Append("| ").AppendJoin(" | ", marked).Append(" |\n");
        }
        text.Append('\n');
    }

    private static void AppendList(StringBuilder text, IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences) text.Append("- ").Append(Escape(sentence)).Append('\n');
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '|' or '*' or '_' or '`' or '[' or ']' or '\\') escaped.Append('\\').Append(c);
            else if (c == '<') escaped.Append("&lt;");
            else if (c is '\n' or '\r') escaped.Append(' ');
            else escaped.Append(c);
        }
        return escaped.ToString();
    }
}
