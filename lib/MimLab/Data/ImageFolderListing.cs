namespace MimLab.Data;

/// <summary>What an <see cref="ImageFolder"/> holds, found without opening a single image.</summary>
internal sealed record ImageFolderListing(string Root, List<ImageFile> Files, IReadOnlyList<string> Classes)
{
    private const int HeldOutEvery = 10;

    private static readonly EnumerationOptions Nested = new()
    {
        RecurseSubdirectories = true,
        // Enough for any real layout, and an end for folders that link to themselves.
        MaxRecursionDepth = 8,
        IgnoreInaccessible = true,
    };

    public static ImageFolderListing Scan(string folder, Split split)
    {
        if (!Directory.Exists(folder))
            throw new UserError($"The image folder {folder} does not exist; give a folder that holds one folder for each class.");
        var train = Subfolder(folder, "train");
        var test = Subfolder(folder, "test") ?? Subfolder(folder, "val");
        var root = folder;
        var divide = true;
        if (train is not null || test is not null)
        {
            root = (split == Split.Train ? train : test)
                ?? throw new UserError($"The image folder {folder} has no "
                    + $"'{(split == Split.Train ? "train" : "test' or 'val")}' folder; add it, or keep the class folders at the top.");
            divide = false;
        }
        // Classes come from the training folder, so that labels agree between the splits.
        var classes = ClassFolders(train ?? root);
        var files = new List<ImageFile>();
        for (var label = 0; label < classes.Count; label++)
        {
            var ofClass = Images(root, classes[label], label);
            files.AddRange(divide ? ofClass.Where((_, i) => (i % HeldOutEvery == HeldOutEvery - 1) == (split == Split.Test)) : ofClass);
        }
        if (!divide && ClassFolders(root).Except(classes).FirstOrDefault() is { } stranger)
            throw new UserError($"The class folder '{stranger}' of {root} has no counterpart in {train}; "
                + "remove it or add training images.");
        if (files.Count == 0)
            throw new UserError($"The image folder {root} has no JPEG, PNG or WebP files in class folders for the "
                + $"{(split == Split.Train ? "training" : "test")} split.");
        return new ImageFolderListing(root, files, classes);
    }

    private static string? Subfolder(string folder, string name) =>
        Directory.EnumerateDirectories(folder).FirstOrDefault(path => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<string> ClassFolders(string root)
    {
        var names = Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static List<ImageFile> Images(string root, string name, int label)
    {
        var folder = new DirectoryInfo(Path.Combine(root, name));
        if (!folder.Exists) return [];
        var images = folder.EnumerateFiles("*", Nested)
            .Where(file => IsImage(file.Name))
            .Select(file => new ImageFile(Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), file.Length, label))
            .ToList();
        images.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return images;
    }

    private static bool IsImage(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp";
}
