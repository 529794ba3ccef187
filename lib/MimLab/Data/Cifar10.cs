namespace MimLab.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky 2009) in its original binary form: <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and
/// <c>test_batch.bin</c>, each 10,000 records of a label byte and 3 x 32 x 32 plane-wise pixels. All images are held in memory,
/// once for everyone who has the split open.
/// </summary>
public sealed class Cifar10 : IImageDataset
{
    /// <summary>Side of the images in pixels.</summary>
    public const int Side = 32;

    internal const int RecordsPerFile = 10_000;
    internal const int PixelBytes = 3 * Side * Side;
    internal const int RecordBytes = 1 + PixelBytes;

    private readonly Cifar10Records records;

    /// <summary>Reads one split.</summary>
    /// <param name="folder">The folder of the .bin files.</param>
    /// <param name="split">Which images.</param>
    /// <exception cref="UserError">A file is missing, of another size, or holds a label above 9.</exception>
    public Cifar10(string folder, Split split)
    {
        var files = Files(split);
        Name = split == Split.Train ? "cifar10/train" : "cifar10/test";
        records = Cifar10Records.Of([.. files.Select(file => Path.Combine(folder, file))]);
        Count = records.Bytes.Length / RecordBytes;
    }

    /// <summary>The ten classes, by label.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int ClassCount => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Classes;

    /// <inheritdoc/>
    public string Hash => records.Hash;

    /// <inheritdoc/>
    public int Height => Side;

    /// <inheritdoc/>
    public int Width => Side;

    /// <inheritdoc/>
    public bool InMemory => true;

    /// <inheritdoc/>
    public int Label(int index) => Record(index)[0];

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into)
    {
        var planes = Record(index)[1..];
        var pixels = into.Reset(Side, Side);
        for (var i = 0; i < Side * Side; i++)
        {
            pixels[3 * i] = planes[i];
            pixels[3 * i + 1] = planes[Side * Side + i];
            pixels[3 * i + 2] = planes[2 * Side * Side + i];
        }
    }

    /// <summary>The files of a split.</summary>
    internal static IReadOnlyList<string> Files(Split split) => split == Split.Train
        ? ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"]
        : ["test_batch.bin"];

    /// <summary>Reads and checks one file of records.</summary>
    internal static void ReadFile(string path, Span<byte> records)
    {
        if (!File.Exists(path))
            throw new UserError($"The CIFAR-10 file {path} does not exist; "
                + "make it with 'mim data cifar10' (or --from a local copy).");
        using var file = File.OpenRead(path);
        if (file.Length != records.Length)
            throw new UserError($"The CIFAR-10 file {path} has {file.Length:N0} bytes where {records.Length:N0} are expected; "
                + "make it again with 'mim data cifar10'.");
        file.ReadExactly(records);
        for (var record = 0; record * RecordBytes < records.Length; record++)
            if (records[record * RecordBytes] > 9)
                throw new UserError($"The CIFAR-10 file {path} has label {records[record * RecordBytes]} in record {record}, "
                    + "where 0 to 9 are possible; make it again with 'mim data cifar10'.");
    }

    private ReadOnlySpan<byte> Record(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return records.Bytes.AsSpan(index * RecordBytes, RecordBytes);
    }
}
