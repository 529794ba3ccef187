using System.Globalization;
using System.Text.Json.Nodes;

namespace MimLab.Kernel.Wire;

/// <summary>A message to a front end.</summary>
/// <param name="Channel">Where it goes out.</param>
/// <param name="Identities">Whom it goes to: a request's, or the topic on iopub.</param>
/// <param name="Type">Its <c>msg_type</c>.</param>
/// <param name="Parent">The header of the request that it belongs to, or null for none.</param>
/// <param name="Content">The content as JSON.</param>
internal sealed record Answer(Channel Channel, IReadOnlyList<byte[]> Identities, string Type, byte[]? Parent, byte[] Content)
{
    /// <summary>The protocol's version that this kernel speaks.</summary>
    public const string Protocol = "5.3";

    private static readonly string Session = Guid.NewGuid().ToString("N");
    private static long _count;

    /// <summary>The header's <c>msg_id</c>: unique to this message.</summary>
    public string Id { get; } = $"{Session}_{Interlocked.Increment(ref _count)}";

    /// <summary>Makes the content from <paramref name="content"/>.</summary>
    public static Answer Of(Channel channel, IReadOnlyList<byte[]> identities, string type, byte[]? parent, JsonObject content) =>
        new(channel, identities, type, parent, Json.Bytes(content));

    /// <summary>The header as JSON.</summary>
    public byte[] Header() => Json.Bytes(new JsonObject
    {
        ["msg_id"] = Id,
        ["msg_type"] = Type,
        ["username"] = "kernel",
        ["session"] = Session,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["version"] = Protocol,
    });
}
