namespace MimLab.Data;

/// <summary>
/// The images of a data set that could not be read: counted, and named as far as a list stays readable. Thread-safe.
/// </summary>
public sealed class UnreadableImages
{
    private const int NamesKept = 1000;
    private readonly SortedSet<UnreadableImage> images = new(Comparer<UnreadableImage>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
    private readonly bool writable = true;
    private readonly HashSet<string> unlisted = new(StringComparer.Ordinal);

    /// <summary>An empty list.</summary>
    public UnreadableImages() { }

    private UnreadableImages(bool writable) => this.writable = writable;

    /// <summary>The list of sets that cannot have unreadable images; it stays empty.</summary>
    public static UnreadableImages None { get; } = new(writable: false);

    /// <summary>How many different images could not be read.</summary>
    public int Count { get { lock (images) return images.Count + unlisted.Count; } }

    /// <summary>The images by name, the first thousand of them.</summary>
    public IReadOnlyList<UnreadableImage> Items { get { lock (images) return [.. images]; } }

    /// <summary>Adds an image; one that is listed already is not counted again.</summary>
    public void Add(UnreadableImage image)
    {
        if (!writable) throw new InvalidOperationException("This data set has no files that could be unreadable.");
        lock (images)
        {
            if (unlisted.Contains(image.Name) || !images.Add(image) || images.Count <= NamesKept) return;
            var last = images.Max!; // whatever the order in which threads meet them, the first ones by name stay
            images.Remove(last);
            unlisted.Add(last.Name);
        }
    }

    /// <summary>One sentence for the end of a run; null when every image could be read.</summary>
    public string? Summary(int names = 5)
    {
        lock (images)
        {
            var count = images.Count + unlisted.Count;
            if (count == 0) return null;
            var named = string.Join(", ", images.Take(names).Select(image => $"{image.Name} ({image.Reason})"));
            var more = count > names ? $" and {count - names} more" : "";
            return $"{count} {(count == 1 ? "image" : "images")} could not be read and {(count == 1 ? "was" : "were")} skipped: {named}{more}.";
        }
    }
}
