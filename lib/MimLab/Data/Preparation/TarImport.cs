using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MimLab.Data.Preparation;

/// <summary>
/// Reads tar archives (plain or gzip) that come from anywhere: only regular files are taken, names that lead out of the target
/// are refused, and sizes are bounded.
/// </summary>
internal static class TarImport
{
    private const long MostBytes = 1L << 40;
    private const long MostEntryBytes = 4L << 30;
    private const int LongestPart = 255, LongestName = 3000, Shown = 60;

    /// <summary>Calls <paramref name="take"/> with the checked name and the content of each regular file.</summary>
    /// <exception cref="UserError">The archive is damaged or holds a name that leads elsewhere.</exception>
    public static void ForEachFile(string archive, PreparationOptions options, Action<string, Stream, long> take)
    {
        try
        {
            using var file = File.OpenRead(archive);
            using var content = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            using var tar = new TarReader(content);
            var total = 0L;
            while (tar.GetNextEntry() is { } entry)
            {
                options.Stop.ThrowIfCancellationRequested();
                options.Progress(file.Position, file.Length);
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
                var name = SafeName(entry.Name, archive);
                if (entry.Length > MostEntryBytes || (total += entry.Length) > MostBytes)
                    throw new UserError($"The archive {archive} holds more than can be imported safely (at {name}); "
                        + "unpack it by hand.");
                take(name, entry.DataStream ?? Stream.Null, entry.Length);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new UserError($"The archive {archive} is damaged or no tar file ({problem.Message.TrimEnd('.')}); "
                + "get it again.", problem);
        }
    }

    /// <summary>Unpacks into a new folder.</summary>
    public static void Unpack(string archive, string folder, PreparationOptions options)
    {
        Directory.CreateDirectory(folder);
        ForEachFile(archive, options, (name, content, _) =>
        {
            var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
            if (Directory.Exists(path) || HasFileAbove(path, folder))
                throw new UserError($"The archive {archive} holds '{name}' or a part of it both as a file and as a folder; get it again.");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
            content.CopyTo(target);
        });
    }

    /// <summary>The name with forward slashes, if it stays inside.</summary>
    internal static string SafeName(string name, string archive)
    {
        var parts = name.Replace('\\', '/').Split('/').Where(part => part is not ("" or ".")).ToArray();
        var rooted = name.StartsWith('/') || name.StartsWith('\\') || (name.Length > 1 && name[1] == ':');
        if (rooted || parts.Length == 0 || parts.Any(part => part == ".." || part.Contains('\0')))
            throw new UserError($"The archive {archive} holds the name '{name}', which leads out of the folder; "
                + "do not use this archive.");
        if (parts.Any(part => Encoding.UTF8.GetByteCount(part) > LongestPart) || Encoding.UTF8.GetByteCount(name) > LongestName)
            throw new UserError($"The archive {archive} holds a name that is too long for a file system (it begins with '{name[..Shown]}'); "
                + "unpack it by hand.");
        return string.Join('/', parts);
    }

    private static bool HasFileAbove(string path, string folder)
    {
        for (var above = Path.GetDirectoryName(path)!; above.Length > folder.Length; above = Path.GetDirectoryName(above)!)
            if (File.Exists(above)) return true;
        return false;
    }

    private static bool IsGzip(FileStream file)
    {
        var gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return gzip;
    }
}
