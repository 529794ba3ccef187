using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

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

    /// <summary><paramref name="text"/> with every half of a surrogate pair replaced, because JSON's UTF-8 cannot hold it.</summary>
    public static string WellFormed(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])) index++;
            else if (char.IsSurrogate(text[index])) return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
        }
        return text;
    }
}
