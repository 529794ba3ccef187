using System.Text.Json;

namespace MimLab.Kernel.Wire;

/// <summary>
/// The frames of a Jupyter message: identities, a delimiter, the signature, then header, parent header, metadata and content as
/// JSON, then binary buffers, which this kernel does not use.
/// </summary>
internal static class Framing
{
    /// <summary>More frames than this has no message of any front end.</summary>
    public const int MostFrames = 64;

    /// <summary>Bytes of the longest frame taken.</summary>
    public const long LongestFrame = 64L << 20;

    private const int Parts = 4;
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <summary>Reads and checks a message.</summary>
    /// <param name="channel">Where it came in.</param>
    /// <param name="frames">Whatever came over the socket.</param>
    /// <param name="signer">Checks the signature and remembers it.</param>
    /// <param name="problem">Why there is no message, for the log; null when there is one.</param>
    /// <returns>The message, or null for anything malformed, wrongly signed or seen before.</returns>
    public static Request? Read(Channel channel, IReadOnlyList<byte[]> frames, MessageSigner signer, out string? problem)
    {
        int delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter)) delimiter++;
        if (frames.Count is 0 or > MostFrames || frames.Count < delimiter + 2 + Parts)
        {
            problem = "without the frames of a message";
            return null;
        }
        byte[] signature = frames[delimiter + 1], header = frames[delimiter + 2], content = frames[delimiter + 5];
        // Nothing is parsed before the signature is right.
        if (!signer.Verify(signature, header, frames[delimiter + 3], frames[delimiter + 4], content))
        {
            problem = "with a wrong signature";
            return null;
        }
        if (!signer.FirstSeen(signature))
        {
            problem = "that repeats an earlier one";
            return null;
        }
        try
        {
            JsonElement head = Json.Parse(header), body = Json.Parse(content);
            if (head.ValueKind == JsonValueKind.Object && body.ValueKind == JsonValueKind.Object && Text(head, "msg_type") is { } type)
            {
                problem = null;
                return new Request(channel, [.. frames.Take(delimiter)], type, Text(head, "msg_id") ?? "", header, body);
            }
        }
        catch (JsonException)
        {
        }
        problem = "with a malformed header or content";
        return null;
    }

    /// <summary>The frames of an answer, signed.</summary>
    public static IReadOnlyList<byte[]> Write(Answer answer, MessageSigner signer)
    {
        byte[] header = answer.Header();
        byte[] parent = answer.Parent ?? Empty;
        return [.. answer.Identities, Delimiter, signer.Sign(header, parent, Empty, answer.Content), header, parent, Empty, answer.Content];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
