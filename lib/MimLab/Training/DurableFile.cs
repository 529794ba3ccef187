using System.Runtime.InteropServices;

namespace MimLab.Training;

/// <summary>Files that are either the old one or the complete new one, whatever happens while they are written.</summary>
internal static partial class DurableFile
{
    /// <summary>
    /// Writes beside <paramref name="path"/>, flushes to the disk, renames over it, and flushes the folder.
    /// </summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="what">What it is, for the message: "the checkpoint".</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="UserError">The disk is full or the folder cannot be written; the old file is as it was.</exception>
    public static void Replace(string path, string what, Action<Stream> write)
    {
        var partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(partial);
            throw new UserError($"Cannot write {what} {path}: {e.Message.Split(" : ")[0].TrimEnd('.')}; "
                + (File.Exists(path) ? "the previous one is intact, so make room or choose another folder and resume." : "make room or choose another folder."), e);
        }
    }

    /// <summary>Puts a second, equally durable name on a finished file; a copy where the file system has no hard links.</summary>
    public static void Duplicate(string from, string to, string what)
    {
        var partial = to + ".partial";
        Discard(partial);
        if (!OperatingSystem.IsWindows() && HardLink(from, partial) == 0)
        {
            File.Move(partial, to, overwrite: true);
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
            return;
        }
        using var source = File.OpenRead(from);
        Replace(to, what, source.CopyTo);
    }

    private static void Discard(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is replaced by the next attempt.
        }
    }

    /// <summary>
    /// A rename survives a power cut only once its folder is on the disk; .NET cannot open a folder, so libc does.
    /// </summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return;
        _ = Synchronise(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronise(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string from, string to);
}
