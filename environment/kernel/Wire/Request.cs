using System.Text.Json;

namespace MimLab.Kernel.Wire;

/// <summary>A verified message from a front end.</summary>
/// <param name="Channel">Where it came in.</param>
/// <param name="Identities">The way back to whoever sent it.</param>
/// <param name="Type">The header's <c>msg_type</c>.</param>
/// <param name="Id">The header's <c>msg_id</c>.</param>
/// <param name="Header">The header as it came; every answer carries it as its parent.</param>
/// <param name="Content">The content, an object.</param>
internal sealed record Request(Channel Channel, IReadOnlyList<byte[]> Identities, string Type, string Id, byte[] Header, JsonElement Content)
{
    /// <summary>The text under <paramref name="name"/>, or <paramref name="otherwise"/> where there is none.</summary>
    public string Text(string name, string otherwise = "") =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    /// <summary>The truth value under <paramref name="name"/>, or <paramref name="otherwise"/> where there is none.</summary>
    public bool Flag(string name, bool otherwise) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    /// <summary>The whole number under <paramref name="name"/>, or <paramref name="otherwise"/> where there is none.</summary>
    public int Number(string name, int otherwise) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : otherwise;
}
