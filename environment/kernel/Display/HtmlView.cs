using System.Collections;
using System.Net;
using System.Text;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Display;

/// <summary>Values as HTML: text as text, objects and collections as tables.</summary>
internal static class HtmlView
{
    private const int MostColumns = 20;

    public static string Of(object? value) => Write(value, 0, []);

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Write(object? value, int depth, HashSet<object> above)
    {
        if (value is null) return "<i>&lt;null&gt;</i>";
        if (value is HtmlString or ScriptContent) return value.ToString()!;
        if (depth > 0 && Own(value) is { } own) return own;
        if (TensorView.Text(value, brief: depth > 0) is { } tensor) return Pre(tensor);
        if (value is Task or Shape.Failed || Shape.IsSimple(value)) return Leaf(value, depth);
        if (value is Exception) return depth > 0 ? Leaf(value, depth) : Pre(PlainText.Of(value));
        if (depth >= Shape.Deepest || depth > 0 && Shape.IsOpaque(value)) return Encode(PlainText.Short(value));
        bool container = !value.GetType().IsValueType;
        if (container && !above.Add(value)) return "<i>&lt;itself&gt;</i>";
        try
        {
            if (value is IDictionary dictionary) return Dictionary(dictionary, depth, above);
            if (value is IEnumerable sequence) return Sequence(sequence, depth, above);
            return Object(value, depth, above);
        }
        finally
        {
            if (container) above.Remove(value);
        }
    }

    private static string Leaf(object value, int depth) => depth == 0 ? Pre(PlainText.Of(value)) : Encode(PlainText.Short(value));

    private static string Pre(string text) => $"<pre>{Encode(text)}</pre>";

    private static string Object(object value, int depth, HashSet<object> above)
    {
        var members = Shape.Members(value);
        if (members.Count == 0) return Leaf(value, depth);
        IEnumerable<string[]> rows = members.Select(one => new[] { Encode(one.Name), Write(one.Value, depth + 1, above) });
        return Table(StackReport.Name(value.GetType()), [], rows, "");
    }

    private static string Dictionary(IDictionary dictionary, int depth, HashSet<object> above)
    {
        List<string[]> rows = [];
        foreach (DictionaryEntry entry in dictionary)
        {
            if (rows.Count == Shape.MostItems) break;
            rows.Add([Write(entry.Key, depth + 1, above), Write(entry.Value, depth + 1, above)]);
        }
        return Table(null, ["key", "value"], rows, More(dictionary.Count > rows.Count, dictionary.Count - rows.Count));
    }

    private static string Sequence(IEnumerable sequence, int depth, HashSet<object> above)
    {
        (List<object?> items, bool more, int? count) = Shape.Take(sequence);
        string rest = More(more, count - items.Count);
        // Numbers and words need no table.
        if (items.All(static item => item is null || Shape.IsSimple(item)))
        {
            string list = $"[ {string.Join(", ", items.Select(PlainText.Of))}{(more ? ", ..." : "")} ]";
            return (depth == 0 ? Pre(list) : Encode(list)) + rest;
        }
        if (items.All(static item => item is not null && IsRecord(item))) return Records(items!, depth, above, rest);
        return Table(null, ["index", "value"], items.Select((item, index) => new[] { $"{index}", Write(item, depth + 1, above) }), rest);
    }

    // What is best shown as a row of its members.
    private static bool IsRecord(object item) =>
        item is not IEnumerable && !Shape.IsSimple(item) && !Shape.IsOpaque(item) && !FormatterSources.Has(item) && !TensorView.Is(item);

    // A value whose type brings formatters is shown by them also inside others.
    private static string? Own(object value)
    {
        Dictionary<string, string> own = FormatterSources.Format(value, ["text/html", "text/plain"]);
        if (own.TryGetValue("text/html", out string? html)) return html;
        return own.TryGetValue("text/plain", out string? text) ? Pre(text) : null;
    }

    // One row per object, one column per member.
    private static string Records(List<object> items, int depth, HashSet<object> above, string rest)
    {
        List<Dictionary<string, object?>> members =
            [.. items.Select(static item => Shape.Members(item).DistinctBy(static one => one.Name).ToDictionary(static one => one.Name, static one => one.Value))];
        string[] columns = [.. members.SelectMany(static one => one.Keys).Distinct().Take(MostColumns)];
        IEnumerable<string[]> rows = members.Select((row, index) => columns
            .Select(column => row.TryGetValue(column, out object? cell) ? Write(cell, depth + 1, above) : "").Prepend($"{index}").ToArray());
        return Table(null, ["index", .. columns.Select(Encode)], rows, rest);
    }

    private static string More(bool more, int? count) => more ? count is { } number ? $"<i>({number} more)</i>" : "<i>(more)</i>" : "";

    private static string Table(string? title, IReadOnlyList<string> head, IEnumerable<string[]> rows, string after)
    {
        var html = new StringBuilder("<table>");
        if (title is not null) html.Append("<thead><tr><th colspan=\"2\">").Append(Encode(title)).Append("</th></tr></thead>");
        if (head.Count > 0) html.Append("<thead><tr>").AppendJoin("", head.Select(static one => $"<th>{one}</th>")).Append("</tr></thead>");
        html.Append("<tbody>");
        foreach (string[] row in rows) html.Append("<tr>").AppendJoin("", row.Select(static cell => $"<td>{cell}</td>")).Append("</tr>");
        return html.Append("</tbody></table>").Append(after).ToString();
    }
}
