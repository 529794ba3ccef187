using MimLab.Data.Procedural;

namespace MimLab.Data;

/// <summary>
/// The built-in data set: procedural pictures of one textured shape among clutter, in ten classes, made on the fly from (seed,
/// index) with no download. Position, size, rotation, stretch, colours, ground, clutter, occlusion and light are drawn
/// independently of the class: only the outline tells it and, in three of four pictures, the pattern on the shape. Neither is
/// linear in the pixels, and patterns are what a masked image model learns first, so that pre-training helps where labels are
/// few. Pictures are bit-identical on every machine.
/// </summary>
public sealed class Shapes : ISegmentedImages
{
    [ThreadStatic]
    private static ShapeScene? scene;

    /// <summary>A set of generated images.</summary>
    /// <param name="count">How many.</param>
    /// <param name="size">Their side in pixels, at least 32.</param>
    /// <param name="seed">Seed; another seed gives other pictures.</param>
    /// <param name="split">Training and test images of one seed never coincide.</param>
    public Shapes(int count, int size, ulong seed = 0, Split split = Split.Train)
    {
        if (count < 1) throw new UserError($"{count} images of shapes were asked for; use at least 1.");
        if (size is < 32 or > 1024) throw new UserError($"Images of shapes are 32 to 1024 pixels wide; {size} was asked for.");
        (Count, Size, Seed, Split) = (count, size, seed, split);
        Name = $"shapes-{size}/{(split == Split.Train ? "train" : "test")}";
        Hash = ContentHash.Of(writer =>
        {
            writer.Write($"shapes version {Version} {Name}");
            writer.Write(seed);
            writer.Write(count);
        });
    }

    /// <summary>Changes whenever the pictures do.</summary>
    public const int Version = 1;

    /// <summary>The ten classes, by label.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["disc", "triangle", "square", "star", "cross", "ring", "crescent", "heart", "arrow", "elbow"];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Side of the images in pixels.</summary>
    public int Size { get; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Which images.</summary>
    public Split Split { get; }

    /// <inheritdoc/>
    public int ClassCount => Classes.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Classes;

    /// <inheritdoc/>
    public string Hash { get; }

    /// <inheritdoc/>
    public int Height => Size;

    /// <inheritdoc/>
    public int Width => Size;

    /// <inheritdoc/>
    public int SegmentCount => Classes.Count + 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> SegmentNames { get; } = ["ground", .. Classes];

    /// <inheritdoc/>
    public int Label(int index)
    {
        var random = Random(index);
        return ShapeScene.DrawLabel(ref random);
    }

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into) => ShapeRenderer.Paint(Scene(index), Size, into.Reset(Size, Size));

    /// <inheritdoc/>
    public void ReadSegments(int index, Span<byte> segments)
    {
        if (segments.Length != Size * Size) throw new ArgumentException($"Expected {Size * Size} bytes for [{Size}, {Size}], "
            + $"got {segments.Length}.");
        ShapeRenderer.Segment(Scene(index), Size, segments);
    }

    private ShapeScene Scene(int index)
    {
        scene ??= new ShapeScene();
        scene.Draw(Random(index), 1f / Size);
        return scene;
    }

    private SampleRandom Random(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return SampleRandom.For(Seed, (long)Split, index, RandomStreams.Shapes);
    }
}
