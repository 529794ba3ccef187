using System.Security.Cryptography;

namespace MimLab.Data;

/// <summary>
/// The records of one split, shared by everyone who has it open: every stage of an ablation opens the set anew, and need not
/// read, hash and hold 150 MB again.
/// </summary>
internal sealed class Cifar10Records
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<string, WeakReference<Cifar10Records>> opened = [];

    private readonly string stamp;

    private Cifar10Records(IReadOnlyList<string> paths, string stamp)
    {
        this.stamp = stamp;
        const int FileBytes = Cifar10.RecordsPerFile * Cifar10.RecordBytes;
        Bytes = GC.AllocateUninitializedArray<byte>(paths.Count * FileBytes);
        for (var i = 0; i < paths.Count; i++) Cifar10.ReadFile(paths[i], Bytes.AsSpan(i * FileBytes, FileBytes));
        Hash = Convert.ToHexStringLower(SHA256.HashData(Bytes));
    }

    /// <summary>The records of all files, one after the other; not to be written to.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The records of these files, read again only when nobody holds them any more or a file has changed.</summary>
    /// <exception cref="UserError">A file is missing, of another size, or holds a label above 9.</exception>
    public static Cifar10Records Of(IReadOnlyList<string> paths)
    {
        var key = string.Join('\n', paths.Select(Path.GetFullPath));
        lock (gate)
        {
            var stamp = string.Join('\n', paths.Select(path => File.GetLastWriteTimeUtc(path).Ticks));
            if (opened.TryGetValue(key, out var kept) && kept.TryGetTarget(out var records) && records.stamp == stamp) return records;
            records = new Cifar10Records(paths, stamp);
            opened[key] = new(records);
            return records;
        }
    }
}
