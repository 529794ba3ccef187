namespace MimLab.Data;

/// <summary>Some images of another set, in a fixed order.</summary>
public class ImageSubset : IImageDataset
{
    private readonly IImageDataset all;
    private readonly int[] indices;

    /// <summary>The images of <paramref name="all"/> at <paramref name="indices"/>.</summary>
    /// <param name="all">The whole set.</param>
    /// <param name="indices">Which images, in order.</param>
    /// <param name="what">Two or three words for the name, such as <c>500 labels</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the set.</exception>
    public ImageSubset(IImageDataset all, IReadOnlyList<int> indices, string what)
    {
        if (indices.Count == 0) throw new UserError($"A subset of {all.Name} must have at least one image.");
        foreach (var index in indices)
            if (index < 0 || index >= all.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"{all.Name} has images 0 to {all.Count - 1}.");
        this.all = all;
        this.indices = [.. indices];
        Name = $"{all.Name} ({what})";
        Hash = ContentHash.Of(writer =>
        {
            writer.Write(all.Hash);
            foreach (var index in this.indices) writer.Write(index);
        });
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Hash { get; }

    /// <inheritdoc/>
    public int Count => indices.Length;

    /// <inheritdoc/>
    public int ClassCount => all.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => all.ClassNames;

    /// <inheritdoc/>
    public int Height => all.Height;

    /// <inheritdoc/>
    public int Width => all.Width;

    /// <inheritdoc/>
    public long DecodedBytes => all.DecodedBytes == long.MaxValue ? long.MaxValue : all.DecodedBytes / all.Count * Count;

    /// <inheritdoc/>
    public bool InMemory => all.InMemory;

    /// <inheritdoc/>
    public UnreadableImages Unreadable => all.Unreadable;

    /// <summary>The images' indices in the whole set.</summary>
    public IReadOnlyList<int> Indices => indices;

    /// <summary>
    /// <paramref name="count"/> images drawn without regard to class; the smaller of two subsets lies in the larger.
    /// </summary>
    public static ImageSubset Random(IImageDataset all, int count, ulong seed)
    {
        if (count < 1 || count > all.Count)
            throw new UserError($"A subset of {count} images was asked of {all.Name}, which has {all.Count}.");
        var order = Enumerable.Range(0, all.Count).ToArray();
        SampleRandom.For(seed, 0, all.Count, RandomStreams.Subset).Shuffle<int>(order);
        var chosen = order[..count];
        Array.Sort(chosen);
        return new ImageSubset(all, chosen, $"{count} images, seed {seed}");
    }

    /// <inheritdoc/>
    public int Label(int index) => all.Label(indices[index]);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into) => all.Read(indices[index], into);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into, IRegionChooser chooser) => all.Read(indices[index], into, chooser);
}
