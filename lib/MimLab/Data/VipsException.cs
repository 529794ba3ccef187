namespace MimLab.Data;

/// <summary>
/// What libvips said about an image that it could not process; <see cref="ImageDecoder"/> adds the file's name.
/// </summary>
internal sealed class VipsException(string message) : Exception(message);
