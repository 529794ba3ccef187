using MimLab.Data;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>Small pictures in memory, as CIFAR-10 lies there.</summary>
internal sealed class SmallPictures : IImageDataset
{
    private const int Different = 1000;
    private readonly byte[][] pictures;

    /// <summary>Makes them.</summary>
    /// <param name="size">Their side.</param>
    /// <param name="count">How many it pretends to have, the same again and again.</param>
    public SmallPictures(int size, int count)
    {
        (Height, Count) = (size, count);
        var (shapes, image) = (new Shapes(Different, size), new ImageBuffer());
        pictures = [.. Enumerable.Range(0, Different).Select(i =>
        {
            shapes.Read(i, image);
            return image.Pixels.ToArray();
        })];
    }

    public string Name => "small pictures";

    public int Count { get; }

    public int ClassCount => 1;

    public IReadOnlyList<string> ClassNames => ["picture"];

    public string Hash => "";

    public int Height { get; }

    public int Width => Height;

    public bool InMemory => true;

    public int Label(int index) => 0;

    public void Read(int index, ImageBuffer into) => pictures[index % Different].CopyTo(into.Reset(Width, Height));
}
