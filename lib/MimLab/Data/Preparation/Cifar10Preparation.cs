namespace MimLab.Data.Preparation;

/// <summary>
/// <c>cifar10</c>: the owner's binary archive, downloaded and checked, or a local copy: that archive, a folder of its .bin files,
/// or a tar/folder of JPEG or PNG files <c>{train,test}/CLASS/*</c>. Everything ends as the six original binary files.
/// </summary>
public sealed class Cifar10Preparation : DataPreparation
{
    /// <summary>The owner's address of the binary archive.</summary>
    public const string Url = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";

    /// <summary>MD5 that the owner publishes for it.</summary>
    public const string Md5 = "c32a1d4ab5d03f1284b67883e8d87530";

    private static readonly string[] BinaryFiles = [.. Cifar10.Files(Split.Train), .. Cifar10.Files(Split.Test)];

    /// <inheritdoc/>
    public override string Name => "cifar10";

    /// <inheritdoc/>
    public override string Summary => "CIFAR-10, 60,000 images of 32 px in ten classes: downloads 170 MB, or --from a local copy";

    /// <inheritdoc/>
    public override string Source => Url;

    /// <inheritdoc/>
    public override string Licence => "none stated by the owner (Krizhevsky 2009); for research, cite 'Learning Multiple Layers of Features from Tiny Images'";

    /// <inheritdoc/>
    public override DatasetManifest Prepare(PreparationOptions options)
    {
        var folder = Path.Combine(options.DataFolder, "cifar10");
        TakeBack(folder);
        if (options.From is null && DatasetManifest.Read(folder) is { } present && Complete(folder))
        {
            options.Note($"{folder} is complete.");
            return present;
        }
        // Everything happens beside the final folder, which appears only when it is whole.
        var part = folder + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        Directory.CreateDirectory(part);
        try
        {
            var (form, sha256) = options.From is { } from ? Import(from, part, options) : DownloadAndImport(part, options);
            var manifest = Describe(part, form, sha256);
            manifest.Write();
            if (Directory.Exists(folder)) Directory.Move(folder, Aside(folder));
            Directory.Move(part, folder);
            return manifest with { Folder = folder };
        }
        finally
        {
            TakeBack(folder);
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Where the copy at hand waits until the new one is in its place.</summary>
    private static string Aside(string folder) => folder + ".part-old";

    /// <summary>
    /// Puts back a copy that was put aside, by a run that was killed perhaps; deletes it where a new one has come.
    /// </summary>
    private static void TakeBack(string folder)
    {
        var aside = Aside(folder);
        if (!Directory.Exists(aside)) return;
        if (Directory.Exists(folder)) Directory.Delete(aside, recursive: true);
        else Directory.Move(aside, folder);
    }

    private static bool Complete(string folder) => BinaryFiles.All(name =>
        new FileInfo(Path.Combine(folder, name)) is { Exists: true, Length: (long)Cifar10.RecordsPerFile * Cifar10.RecordBytes });

    private static (string Form, string? Sha256) DownloadAndImport(string part, PreparationOptions options)
    {
        var archive = Path.Combine(part, "download.tar.gz");
        Download.Fetch(Url, archive, Md5, options);
        var result = Import(archive, part, options);
        File.Delete(archive);
        return result;
    }

    private static (string Form, string? Sha256) Import(string from, string part, PreparationOptions options)
    {
        var isFile = File.Exists(from);
        if (!isFile && !Directory.Exists(from)) throw new UserError($"There is no file or folder {from} to import CIFAR-10 "
            + "from; check --from.");
        var images = new Cifar10Images();
        var binaries = new HashSet<string>();
        void Take(string name, Stream content, long length)
        {
            var file = name[(name.LastIndexOf('/') + 1)..];
            if (BinaryFiles.Contains(file)) TakeBinary(file, content, length, part, binaries);
            else images.TryAdd(name, content, length);
        }
        if (isFile) TarImport.ForEachFile(from, options, Take);
        else ForEachFile(from, options, Take);
        var sha256 = isFile ? ContentHash.OfFile(from) : null;
        if (binaries.Count == BinaryFiles.Length) return ("original binary files", sha256);
        if (binaries.Count > 0)
            throw new UserError($"{from} lacks {string.Join(", ", BinaryFiles.Except(binaries))}; "
                + "give a complete copy of CIFAR-10's binary version.");
        images.Write(from, part);
        return ("made from image files; recompressed pictures differ slightly from the originals", sha256);
    }

    private static void TakeBinary(string file, Stream content, long length, string part, HashSet<string> binaries)
    {
        const long Expected = (long)Cifar10.RecordsPerFile * Cifar10.RecordBytes;
        if (length != Expected) throw new UserError($"{file} has {length:N0} bytes where {Expected:N0} are expected; "
            + "get CIFAR-10's binary version again.");
        using var target = File.Create(Path.Combine(part, file));
        content.CopyTo(target);
        binaries.Add(file);
    }

    private static void ForEachFile(string folder, PreparationOptions options, Action<string, Stream, long> take)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            options.Stop.ThrowIfCancellationRequested();
            using var content = File.OpenRead(path);
            take(Path.GetRelativePath(folder, path).Replace('\\', '/'), content, content.Length);
        }
    }

    private DatasetManifest Describe(string folder, string form, string? sha256)
    {
        // Opening checks every label.
        var (train, test) = (new Cifar10(folder, Split.Train), new Cifar10(folder, Split.Test));
        return new DatasetManifest
        {
            Name = Name,
            Source = Source,
            Licence = Licence,
            Form = form,
            ImportedSha256 = sha256,
            Files = BinaryFiles.ToDictionary(name => name, name => ContentHash.OfFile(Path.Combine(folder, name))),
            Hashes = new Dictionary<string, string> { ["train"] = train.Hash, ["test"] = test.Hash },
            Counts = new Dictionary<string, int> { ["train"] = train.Count, ["test"] = test.Count },
            Classes = Cifar10.Classes,
            Folder = folder,
        };
    }
}
