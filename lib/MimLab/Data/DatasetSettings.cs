namespace MimLab.Data;

/// <summary>The <c>data</c> section of a recipe: which images, and how many.</summary>
public sealed record DatasetSettings
{
    private const int MostShapes = 100_000_000; // the order of an epoch is held in memory

    /// <summary>The known values of <see cref="Set"/>.</summary>
    public static readonly IReadOnlyList<string> KnownSets = ["shapes", "cifar10", "image-folder"];

    /// <summary><c>shapes</c> (built in, no download), <c>cifar10</c> or <c>image-folder</c>.</summary>
    public string Set { get; init; } = "shapes";

    /// <summary>
    /// The set's folder. A relative path starts at the data folder (<c>--data</c>, MIMLAB_DATA or <c>data/</c> in the
    /// repository). Default: <c>cifar10</c>; required for <c>image-folder</c>; unused for <c>shapes</c>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Side of the images in pixels; <c>shapes</c> only, at least 32.</summary>
    public int Size { get; init; } = 32;

    /// <summary>
    /// How many training images: <c>shapes</c> makes that many (0: 50,000), other sets keep the first of a seeded order (0:
    /// all).
    /// </summary>
    public int TrainCount { get; init; }

    /// <summary>How many test images, in the same way (0: 10,000 for <c>shapes</c>, all for other sets).</summary>
    public int TestCount { get; init; }

    /// <summary>Seed of the generated images, and of the choice when a set is cut down.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="UserError">A value is out of its range; the message names the key.</exception>
    public void Validate()
    {
        if (!KnownSets.Contains(Set))
            throw new UserError($"data.set is '{Set}', which is not a known data set; "
                + $"use one of {string.Join(", ", KnownSets)}.");
        if (Set == "shapes" && Size is < 32 or > 1024)
            throw new UserError($"data.size is {Size}; images of shapes are 32 to 1024 pixels wide.");
        if (Set == "image-folder" && string.IsNullOrWhiteSpace(Path))
            throw new UserError("data.path is missing; name the folder of class folders for data.set 'image-folder'.");
        if (TrainCount < 0) throw new UserError($"data.trainCount is {TrainCount}; use 0 for the default or a positive number.");
        if (Set == "shapes" && Math.Max(TrainCount, TestCount) > MostShapes)
            throw new UserError($"data.{(TrainCount > MostShapes ? "trainCount" : "testCount")} is {Math.Max(TrainCount, TestCount)}; at most {MostShapes} images of shapes can be made.");
        if (TestCount < 0) throw new UserError($"data.testCount is {TestCount}; use 0 for the default or a positive number.");
    }

    /// <summary>Opens one split of the set.</summary>
    /// <param name="split">Which images.</param>
    /// <param name="dataFolder">Where relative paths start; null for <see cref="DataFolder.Find"/>.</param>
    /// <exception cref="UserError">A value is wrong, or the files are not there.</exception>
    public IImageDataset Open(Split split, string? dataFolder = null)
    {
        Validate();
        var wanted = split == Split.Train ? TrainCount : TestCount;
        if (Set == "shapes") return new Shapes(wanted > 0 ? wanted : split == Split.Train ? 50_000 : 10_000, Size, Seed, split);
        var folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(dataFolder ?? DataFolder.Find(), Path ?? Set));
        IImageDataset all = Set == "cifar10" ? new Cifar10(folder, split) : new ImageFolder(folder, split);
        return wanted > 0 && wanted < all.Count ? ImageSubset.Random(all, wanted, Seed) : all;
    }
}
