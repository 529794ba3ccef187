namespace MimLab.Data;

/// <summary>
/// Keeps the decoded images of a small set in memory. Images are stored on first use, in slabs, so that a set of many small
/// images costs no object for each; what does not fit in the budget is read again every time.
/// </summary>
public sealed class CachedImages : IImageDataset
{
    private const int SlabBytes = 16 << 20;
    private readonly IImageDataset inner;
    private readonly long budget;
    private readonly Entry[] entries;
    private readonly Lock gate = new();
    private byte[] slab = [];
    private int slabUsed;
    private long bytes;

    /// <summary>A cache of at most <paramref name="budget"/> bytes in front of <paramref name="inner"/>.</summary>
    public CachedImages(IImageDataset inner, long budget)
    {
        this.inner = inner;
        this.budget = budget;
        entries = new Entry[inner.Count];
    }

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public int Count => inner.Count;

    /// <inheritdoc/>
    public int ClassCount => inner.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => inner.ClassNames;

    /// <inheritdoc/>
    public string Hash => inner.Hash;

    /// <inheritdoc/>
    public int Height => inner.Height;

    /// <inheritdoc/>
    public int Width => inner.Width;

    /// <inheritdoc/>
    public long DecodedBytes => inner.DecodedBytes;

    /// <inheritdoc/>
    public bool InMemory => true;

    /// <inheritdoc/>
    public UnreadableImages Unreadable => inner.Unreadable;

    /// <summary>How many bytes of pixels are kept.</summary>
    public long CachedBytes => Interlocked.Read(ref bytes);

    /// <summary><paramref name="set"/> behind a cache when that helps: its images are not in memory yet and would fit.</summary>
    public static IImageDataset InFrontOf(IImageDataset set, long budget) =>
        set.InMemory || set.DecodedBytes > budget ? set : new CachedImages(set, budget);

    /// <inheritdoc/>
    public int Label(int index) => inner.Label(index);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into)
    {
        if (Volatile.Read(ref entries[index].Pixels) is { } kept)
        {
            var entry = entries[index];
            kept.AsSpan(entry.Start, entry.Width * entry.Height * 3).CopyTo(into.Reset(entry.Width, entry.Height));
            return;
        }
        inner.Read(index, into);
        Keep(index, into);
    }

    // A whole image is read even where a part would do: the next epoch's crop needs another part.
    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into, IRegionChooser chooser) => Read(index, into);

    private void Keep(int index, ImageBuffer image)
    {
        var pixels = image.Pixels;
        lock (gate)
        {
            ref var entry = ref entries[index];
            if (entry.Pixels is not null || bytes + pixels.Length > budget) return;
            if (slab.Length - slabUsed < pixels.Length)
            {
                slab = GC.AllocateUninitializedArray<byte>(Math.Max(SlabBytes, pixels.Length));
                slabUsed = 0;
            }
            pixels.CopyTo(slab.AsSpan(slabUsed));
            (entry.Start, entry.Width, entry.Height) = (slabUsed, image.Width, image.Height);
            slabUsed += pixels.Length;
            Interlocked.Add(ref bytes, pixels.Length);
            Volatile.Write(ref entry.Pixels, slab);
        }
    }

    private struct Entry
    {
        public byte[]? Pixels;
        public int Start;
        public int Width;
        public int Height;
    }
}
