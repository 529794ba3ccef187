namespace MimLab.Data;

/// <summary>A box of an image in its own pixels, which may be fractional, and how far the decoder may shrink it.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, positive.</param>
/// <param name="Height">Height, positive.</param>
/// <param name="Shrink">The largest whole factor (1, 2, 4 or 8) that a decoder may shrink by on the way.</param>
public readonly record struct ImageRegion(double X, double Y, double Width, double Height, int Shrink = 1)
{
    /// <summary>The whole of an image.</summary>
    public static ImageRegion Whole(int width, int height) => new(0, 0, width, height);
}
