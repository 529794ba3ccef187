using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Kernel.Display;

/// <summary>Turns a value into what front ends show: by the formatters of its type, else as text and HTML.</summary>
internal static class ValueFormatter
{
    private const string Text = "text/plain";
    private const string Html = "text/html";

    /// <param name="value">Anything, null included.</param>
    /// <param name="mimeTypes">The representations wanted; all that the value has when empty. text/plain is always there.</param>
    public static MimeBundle Format(object? value, params string[] mimeTypes)
    {
        Dictionary<string, object> data = [];
        if (value is not null)
        {
            foreach ((string type, string content) in FormatterSources.Format(value, mimeTypes)) data[type] = Content(type, content);
        }
        if (value is RawContent raw)
        {
            data[raw.MimeType] = Content(raw.MimeType, raw.Text);
            data.TryAdd(Text, raw.Text);
        }
        else if (value is not null)
        {
            AddKnown(value, data);
            foreach (string type in mimeTypes.Where(type => type is not (Text or Html) && !data.ContainsKey(type))) data[type] = Convert(value, type);
        }
        bool complete = data.Count > 0;
        if (!data.ContainsKey(Html) && (mimeTypes.Length > 0 ? mimeTypes.Contains(Html) : !complete)) data[Html] = HtmlView.Of(value);
        data.TryAdd(Text, value is HtmlString or ScriptContent ? value.ToString()! : PlainText.Of(value));
        if (mimeTypes.Length == 0) return new MimeBundle(data);
        return new MimeBundle(data.Where(one => one.Key == Text || mimeTypes.Contains(one.Key)).ToDictionary());
    }

    private static void AddKnown(object value, Dictionary<string, object> data)
    {
        switch (value)
        {
            case HtmlString or ScriptContent:
                data[Html] = value.ToString()!;
                break;
            case JsonNode node:
                data["application/json"] = node.DeepClone();
                break;
            case JsonElement { ValueKind: not JsonValueKind.Undefined } element when JsonNode.Parse(element.GetRawText()) is { } node:
                data["application/json"] = node;
                break;
            case JsonDocument document when JsonNode.Parse(document.RootElement.GetRawText()) is { } node:
                data["application/json"] = node;
                break;
            case byte[] bytes when ImageType(bytes) is { } type:
                data[type] = System.Convert.ToBase64String(bytes);
                data[Text] = $"{type}, {bytes.Length} bytes";
                break;
        }
    }

    // A representation that nothing knows how to make: text is taken at its word, other values as JSON.
    private static object Convert(object value, string type)
    {
        if (value is string text) return Content(type, text);
        return IsJson(type) ? JsonSerializer.SerializeToNode(value) ?? (object)"" : PlainText.Of(value);
    }

    private static object Content(string type, string content)
    {
        if (!IsJson(type)) return content;
        try
        {
            return JsonNode.Parse(content) ?? (object)content;
        }
        catch (JsonException)
        {
            return content;
        }
    }

    private static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private static string? ImageType(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 4 && bytes[0] == 0x89 && bytes[1..].StartsWith("PNG"u8)) return "image/png";
        if (bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return "image/jpeg";
        return bytes.StartsWith("GIF8"u8) ? "image/gif" : null;
    }
}
