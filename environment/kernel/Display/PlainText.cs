using System.Collections;
using System.Globalization;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Display;

/// <summary>Values as text.</summary>
internal static class PlainText
{
    private const int LongestShort = 100;

    public static string Of(object? value) => Write(value, 0, []);

    /// <summary>The value in one short line.</summary>
    public static string Short(object? value)
    {
        string text = Write(value, Shape.Deepest - 1, []).ReplaceLineEndings(" ");
        return text.Length <= LongestShort ? text : text[..LongestShort] + " ...";
    }

    private static string Write(object? value, int depth, HashSet<object> above)
    {
        if (value is null) return "<null>";
        if (value is string text) return text;
        if (depth > 0 && FormatterSources.Format(value, ["text/plain"]).TryGetValue("text/plain", out string? own)) return own;
        if (TensorView.Text(value, brief: depth > 0) is { } tensor) return tensor;
        if (value is Exception failure) return depth == 0 ? failure.ToString() : $"{failure.GetType().Name}: {failure.Message}";
        if (value is IFormattable or Shape.Failed || Shape.IsSimple(value)) return Simple(value);
        if (value is Task task) return $"{StackReport.Name(task.GetType())}, {task.Status}";
        bool container = !value.GetType().IsValueType;
        if (container && !above.Add(value)) return "<itself>";
        try
        {
            if (value is IDictionary dictionary) return Dictionary(dictionary, depth, above);
            if (value is IEnumerable sequence) return Sequence(sequence, depth, above);
            if (depth < Shape.Deepest && Shape.IsRecord(value)) return Members(value, depth, above);
            if (Shape.WritesItself(value) || depth > 0 && Shape.IsOpaque(value)) return value.ToString() ?? "";
            return Object(value, depth, above);
        }
        finally
        {
            if (container) above.Remove(value);
        }
    }

    private static string Simple(object value) => value switch
    {
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        Type type => type.ToString(),
        _ => value.ToString() ?? "",
    };

    private static string Dictionary(IDictionary dictionary, int depth, HashSet<object> above)
    {
        if (depth >= Shape.Deepest) return $"{dictionary.Count} entries";
        IEnumerable<string> entries = dictionary.Cast<object>().Take(Shape.MostItems)
            .Select(entry => entry is DictionaryEntry plain ? (plain.Key, plain.Value) : KeyAndValue(entry))
            .Select(entry => $"{Write(entry.Item1, depth + 1, above)}: {Write(entry.Item2, depth + 1, above)}");
        string more = dictionary.Count > Shape.MostItems ? $", ... ({dictionary.Count - Shape.MostItems} more)" : "";
        return dictionary.Count == 0 ? "{ }" : $"{{ {string.Join(", ", entries)}{more} }}";
    }

    private static string Sequence(IEnumerable sequence, int depth, HashSet<object> above)
    {
        if (depth >= Shape.Deepest) return StackReport.Name(sequence.GetType());
        (List<object?> items, bool more, int? count) = Shape.Take(sequence);
        if (items.Count == 0) return "[  ]";
        string rest = more ? count is { } all ? $", ... ({all - items.Count} more)" : ", ... (more)" : "";
        return $"[ {string.Join(", ", items.Select(item => Write(item, depth + 1, above)))}{rest} ]";
    }

    private static string Object(object value, int depth, HashSet<object> above)
    {
        string name = StackReport.Name(value.GetType());
        var members = depth >= Shape.Deepest ? [] : Shape.Members(value);
        if (members.Count == 0) return name;
        if (depth == 0)
        {
            IEnumerable<string> lines = members.Select(one => $"\n    {one.Name}: {Write(one.Value, depth + 1, above)}");
            return name + string.Concat(lines);
        }
        return Members(value, depth, above);
    }

    private static string Members(object value, int depth, HashSet<object> above) =>
        $"{StackReport.Name(value.GetType())} {{ {string.Join(", ", Shape.Members(value).Select(one => $"{one.Name} = {Write(one.Value, depth + 1, above)}"))} }}";

    private static (object?, object?) KeyAndValue(object pair) =>
        (pair.GetType().GetProperty("Key")?.GetValue(pair), pair.GetType().GetProperty("Value")?.GetValue(pair));
}
