using System.Text.Json.Nodes;

namespace MimLab.Kernel;

/// <summary>One value in every representation that a front end may choose from.</summary>
/// <param name="Data">
/// Mime type to content: a string (binary types as base64), or a <see cref="JsonNode"/> for JSON types. Holds text/plain always.
/// </param>
/// <param name="Metadata">Mime type to hints for the front end (an image's width, say), or null.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, object> Data, IReadOnlyDictionary<string, object>? Metadata = null)
{
    /// <summary>A bundle of plain text alone.</summary>
    public static MimeBundle Text(string text) => new(new Dictionary<string, object> { ["text/plain"] = text });
}
