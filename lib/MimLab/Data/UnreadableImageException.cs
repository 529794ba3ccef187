namespace MimLab.Data;

/// <summary>An image file is damaged or of an unknown kind. Loaders skip it, count it and go on.</summary>
public sealed class UnreadableImageException : UserError
{
    /// <summary>An unreadable image with its name and the reason.</summary>
    public UnreadableImageException(string name, string reason)
        : base($"The image {name} cannot be read: {reason}; replace or remove it.") => Image = new UnreadableImage(name, reason);

    /// <summary>The image and the reason.</summary>
    public UnreadableImage Image { get; }
}
