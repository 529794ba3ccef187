namespace MimLab.Data.Preparation;

/// <summary>
/// <c>image-folder</c>: unpacks a local archive (or looks at a folder where it lies), decodes every image once, and names those
/// that cannot be read. ImageNet is such a folder.
/// </summary>
public sealed class ImageFolderPreparation : DataPreparation
{
    /// <inheritdoc/>
    public override string Name => "image-folder";

    /// <inheritdoc/>
    public override string Summary => "your own images in class folders (JPEG, PNG, WebP): --from a folder or a .tar/.tar.gz";

    /// <inheritdoc/>
    public override string Source => "your own files";

    /// <inheritdoc/>
    public override string Licence => "that of your files";

    /// <inheritdoc/>
    public override DatasetManifest Prepare(PreparationOptions options)
    {
        if (options.From is not { } from)
            throw new UserError("mim data image-folder needs --from: a folder of class folders, or a .tar or .tar.gz of one.");
        var folder = Directory.Exists(from) ? Path.GetFullPath(from) : Unpack(from, options);
        var splits = new Dictionary<string, ImageFolder>();
        foreach (var split in new[] { Split.Train, Split.Test })
        {
            if (TryOpen(folder, split) is { } set) splits.Add(split == Split.Train ? "train" : "test", set);
        }
        if (splits.Count == 0)
        {
            // Nothing of use was unpacked: it must not stand in the way of the next try.
            if (!Directory.Exists(from)) Directory.Delete(folder, recursive: true);
            else _ = new ImageFolder(folder, Split.Train);
            throw new UserError($"The archive {from} has no JPEG, PNG or WebP files in class folders; give another one.");
        }
        var total = splits.Values.Sum(set => set.Count);
        var done = 0;
        foreach (var set in splits.Values)
        {
            Parallel.For(0, set.Count, new ParallelOptions { CancellationToken = options.Stop }, () => new ImageBuffer(), (index, _, buffer) =>
            {
                Check(set, index, buffer);
                options.Progress(Interlocked.Increment(ref done), total);
                return buffer;
            }, _ => ImageDecoder.EndThread());
            if (set.Unreadable.Summary() is { } summary) options.Note($"{set.Name}: {summary}");
        }
        var manifest = new DatasetManifest
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            Source = Path.GetFileName(Path.TrimEndingDirectorySeparator(from)),
            Licence = Licence,
            Form = "image files, as they are",
            ImportedSha256 = File.Exists(from) ? ContentHash.OfFile(from) : null,
            Hashes = splits.ToDictionary(pair => pair.Key, pair => pair.Value.Hash),
            Counts = splits.ToDictionary(pair => pair.Key, pair => pair.Value.Count),
            Classes = splits.Values.First().ClassNames,
            UnreadableCount = splits.Values.Sum(set => set.Unreadable.Count),
            Unreadable = [.. splits.SelectMany(pair => pair.Value.Unreadable.Items)],
            Folder = folder,
        };
        // A folder that was only looked at stays as it was.
        if (!Directory.Exists(from)) manifest.Write();
        return manifest;
    }

    private static void Check(ImageFolder set, int index, ImageBuffer buffer)
    {
        try
        {
            set.Read(index, buffer);
        }
        catch (UnreadableImageException)
        {
            // The set has added it to its list.
        }
    }

    private static ImageFolder? TryOpen(string folder, Split split)
    {
        try
        {
            return new ImageFolder(folder, split);
        }
        catch (UserError)
        {
            return null;
        }
    }

    private static string Unpack(string archive, PreparationOptions options)
    {
        if (!File.Exists(archive)) throw new UserError($"There is no file or folder {archive} to import; check --from.");
        var name = Path.GetFileName(archive);
        foreach (var ending in (string[])[".tar.gz", ".tgz", ".tar"])
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length];
        var folder = Path.Combine(options.DataFolder, name);
        if (Directory.Exists(folder))
            throw new UserError($"The folder {folder} exists already; remove it first, or give it as --from to check it.");
        // What a killed run left there may be of another archive.
        var part = folder + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        try
        {
            TarImport.Unpack(archive, part, options);
            // An archive usually holds one folder with the archive's name: do not nest it.
            var inside = Directory.GetFileSystemEntries(part);
            var single = inside is [var only] && Directory.Exists(only) && Directory.GetDirectories(only).Length > 0 ? only : part;
            Directory.Move(single, folder);
        }
        finally
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        }
        return folder;
    }
}
