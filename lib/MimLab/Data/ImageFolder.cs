namespace MimLab.Data;

/// <summary>
/// Image files sorted into class folders: <c>train/CLASS/**</c> and <c>test/CLASS/**</c> (or <c>val</c>), or <c>CLASS/**</c>
/// alone, where every tenth image of a class is held back for testing. JPEG, PNG and WebP by extension, in ordinal order of their
/// paths.
/// </summary>
public sealed class ImageFolder : IImageDataset
{
    private const long MostFileBytes = 256L << 20;

    // Photographs decode to about this many times their file size; only used to decide on caching.
    private const long DecodedPerEncoded = 12;

    [ThreadStatic]
    private static byte[]? encoded;

    private readonly string root;
    private readonly List<ImageFile> files;

    /// <summary>Lists one split; images are read later, one by one.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="split">Which images.</param>
    /// <exception cref="UserError">The folder does not exist, or has no class folders or images.</exception>
    public ImageFolder(string folder, Split split)
    {
        var listing = ImageFolderListing.Scan(folder, split);
        (root, files, ClassNames) = (listing.Root, listing.Files, listing.Classes);
        Name = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}/{(split == Split.Train ? "train" : "test")}";
        Hash = ContentHash.Of(writer =>
        {
            foreach (var file in files)
            {
                writer.Write(file.Name);
                writer.Write(file.Bytes);
            }
        });
        DecodedBytes = files.Sum(file => file.Bytes) * DecodedPerEncoded;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => files.Count;

    /// <inheritdoc/>
    public int ClassCount => ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>SHA-256 over the files' relative names and sizes.</summary>
    public string Hash { get; }

    /// <inheritdoc/>
    public long DecodedBytes { get; }

    /// <inheritdoc/>
    public UnreadableImages Unreadable { get; } = new();

    /// <summary>An image's path below the folder, with forward slashes.</summary>
    public string FileName(int index) => files[index].Name;

    /// <inheritdoc/>
    public int Label(int index) => files[index].Label;

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into) => Decode(index, into, null);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer into, IRegionChooser chooser) => Decode(index, into, chooser);

    private void Decode(int index, ImageBuffer into, IRegionChooser? chooser)
    {
        var name = files[index].Name;
        try
        {
            // Without opening it: a pipe or a device has no size either, and opening a pipe waits for its other end.
            if (files[index].Bytes == 0) throw new UnreadableImageException(name, "the file is empty");
            ImageDecoder.Decode(ReadFile(name), name, into, chooser);
        }
        catch (UnreadableImageException problem)
        {
            Unreadable.Add(problem.Image);
            throw;
        }
    }

    private ReadOnlySpan<byte> ReadFile(string name)
    {
        try
        {
            using var file = File.OpenHandle(Path.Join(root, name), options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            if (length == 0) throw new UnreadableImageException(name, "the file is empty");
            if (length > MostFileBytes) throw new UnreadableImageException(name, $"its {length:N0} bytes are more than the "
                + $"{MostFileBytes:N0} that are accepted");
            if (encoded is null || encoded.Length < length) encoded = GC.AllocateUninitializedArray<byte>((int)(length + length / 2));
            var read = 0;
            while (read < length)
            {
                var got = RandomAccess.Read(file, encoded.AsSpan(read, (int)length - read), read);
                if (got == 0) break;
                read += got;
            }
            return encoded.AsSpan(0, read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableImageException(name, problem.Message.TrimEnd('.'));
        }
    }
}
