namespace MimLab.Data;

/// <summary>Images that come with a class for every pixel.</summary>
public interface ISegmentedImages : IImageDataset
{
    /// <summary>How many pixel classes there are, ground included.</summary>
    int SegmentCount { get; }

    /// <summary>The pixel classes' names; 0 is the ground.</summary>
    IReadOnlyList<string> SegmentNames { get; }

    /// <summary>Writes the class of every pixel of an image, row by row.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="segments">Height x Width bytes to fill.</param>
    void ReadSegments(int index, Span<byte> segments);
}
