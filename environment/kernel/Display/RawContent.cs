namespace MimLab.Kernel.Display;

/// <summary>Text that is of a mime type already.</summary>
internal sealed record RawContent(string Text, string MimeType);
