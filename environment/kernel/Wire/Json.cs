using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace MimLab.Kernel.Wire;

/// <summary>JSON as it travels: compact UTF-8.</summary>
internal static class Json
{
    // Relaxed: nothing here is ever pasted into a web page as it is, and escaped text would be several times as long.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The bytes of <paramref name="node"/>.</summary>
    public static byte[] Bytes(JsonNode node)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes, Compact)) node.WriteTo(writer);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>
    /// <paramref name="text"/> with every half of a surrogate pair replaced, because JSON's UTF-8 cannot hold it.
    /// </summary>
    public static string WellFormed(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])) index++;
            else if (char.IsSurrogate(text[index])) return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
        }
        return text;
    }

    /// <summary>
    /// Reads JSON from outside; every text in it can be read afterwards. Halves of surrogate pairs, which JSON can write as
    /// escapes and .NET refuses to read, become the replacement character.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON, or no UTF-8.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) throw new JsonException("The text is no UTF-8.");
        byte[] whole = json.ToArray();
        // Outside of strings JSON has no backslash.
        for (int at = 0; at < whole.Length; at++)
        {
            if (whole[at] != '\\') continue;
            if (Escape(whole, at) is not { } unit || !char.IsSurrogate(unit)) at++;
            else if (char.IsHighSurrogate(unit) && Escape(whole, at + EscapeLength) is { } next && char.IsLowSurrogate(next)) at += 2 * EscapeLength - 1;
            else "fffd"u8.CopyTo(whole.AsSpan(at + 2));
        }
        using JsonDocument document = JsonDocument.Parse(whole);
        return document.RootElement.Clone();
    }

    private const int EscapeLength = 6;

    // The UTF-16 unit that an escape at this place stands for.
    private static char? Escape(byte[] json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? (char)unit : null;
}
