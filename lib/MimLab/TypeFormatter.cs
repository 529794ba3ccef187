namespace MimLab;

/// <summary>
/// One form of a value in a notebook, in the shape that hosts look for: a mime type and one method <c>Format</c>.
/// </summary>
/// <typeparam name="T">What it draws.</typeparam>
/// <param name="mimeType">The form.</param>
/// <param name="render">Makes it, as text (base64 for pictures); null when it cannot.</param>
internal sealed class TypeFormatter<T>(string mimeType, Func<T, string?> render)
{
    /// <summary>The form.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the value; false lets the host draw it in its own way.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T value || render(value) is not { } text) return false;
        writer.Write(text);
        return true;
    }
}
