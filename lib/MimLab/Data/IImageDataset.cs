namespace MimLab.Data;

/// <summary>
/// Labelled colour images that can be read by index, from any thread. Index and label of an image never change,
/// so everything random downstream can be a function of (seed, epoch, index).
/// </summary>
public interface IImageDataset
{
    /// <summary>A short name for records and tables, such as <c>cifar10/train</c>.</summary>
    string Name { get; }

    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>How many classes there are; labels lie in [0, ClassCount).</summary>
    int ClassCount { get; }

    /// <summary>The classes' names, by label.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>A SHA-256 in lower-case hex that changes when the images do; written into every run record.</summary>
    string Hash { get; }

    /// <summary>The images' height in pixels when all share one, else 0.</summary>
    int Height => 0;

    /// <summary>The images' width in pixels when all share one, else 0.</summary>
    int Width => 0;

    /// <summary>About how many bytes all images take once decoded; <see cref="long.MaxValue"/> when nobody knows.</summary>
    long DecodedBytes => Height > 0 && Width > 0 ? (long)Count * Height * Width * 3 : long.MaxValue;

    /// <summary>Whether pixels are already in memory, so that a cache in front would only cost.</summary>
    bool InMemory => false;

    /// <summary>The images that could not be read so far.</summary>
    UnreadableImages Unreadable => UnreadableImages.None;

    /// <summary>The label of an image, in [0, ClassCount).</summary>
    int Label(int index);

    /// <summary>Reads a whole image.</summary>
    /// <exception cref="UnreadableImageException">The file is damaged; it has been added to <see cref="Unreadable"/>.</exception>
    void Read(int index, ImageBuffer into);

    /// <summary>
    /// Reads at least what <paramref name="chooser"/> asks for once it knows the size. Sets that decode files save the work
    /// for the rest; <paramref name="into"/> says which part it holds and how much it was shrunk.
    /// </summary>
    /// <exception cref="UnreadableImageException">The file is damaged; it has been added to <see cref="Unreadable"/>.</exception>
    void Read(int index, ImageBuffer into, IRegionChooser chooser) => Read(index, into);
}
