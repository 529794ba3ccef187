namespace MimLab.Data.Distortions;

/// <summary>
/// A picture of interleaved RGB bytes and a second one of the same size, for operations that cannot work in place. Storage is
/// reused from picture to picture.
/// </summary>
internal sealed class BytePicture
{
    private byte[] front = [];
    private byte[] back = [];

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>The picture: Height x Width x 3 bytes, red first.</summary>
    public Span<byte> Pixels => front.AsSpan(0, Width * Height * 3);

    /// <summary>The second picture, whose content is whatever was last written.</summary>
    public Span<byte> Other => back.AsSpan(0, Width * Height * 3);

    /// <summary>Makes room for a picture of this size.</summary>
    public void Reset(int width, int height)
    {
        var bytes = checked(width * height * 3);
        if (front.Length < bytes) (front, back) = (new byte[bytes], new byte[bytes]);
        (Width, Height) = (width, height);
    }

    /// <summary>Makes the second picture the first.</summary>
    public void Swap() => (front, back) = (back, front);
}
