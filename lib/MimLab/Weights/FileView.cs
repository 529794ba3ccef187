using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace MimLab.Weights;

/// <summary>A file mapped into memory, from which parts are copied.</summary>
/// <remarks>
/// Touching a mapped page that lies behind the end of the file would end the process (SIGBUS), so every copy first asks how long the
/// file is now, and takes no more. What remains: somebody cuts the file short within one copy, or the disk under it fails. Writing a new
/// file and renaming it, as everything here does, harms no reader. Files of a network, where losing the connection does the same, and
/// those that cannot be mapped (empty ones, devices) are left to reading by position.
/// </remarks>
internal sealed unsafe class FileView : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor accessor;
    private readonly long length;

    private FileView(MemoryMappedFile map, MemoryMappedViewAccessor accessor, long length) =>
        (this.map, this.accessor, this.length) = (map, accessor, length);

    /// <summary>Maps an open file, which stays the caller's to close; null where it should not or cannot be mapped.</summary>
    public static FileView? Open(SafeFileHandle file, string path, long length)
    {
        if (length == 0 || IsRemote(path)) return null;
        MemoryMappedFile? map = null;
        try
        {
            map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new(map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            map?.Dispose();
            return null;
        }
    }

    /// <summary>Fills a span from an offset and returns how many bytes there were; fewer only at the end.</summary>
    /// <param name="buffer">What to fill.</param>
    /// <param name="offset">Where in the file, 0 or more.</param>
    /// <param name="now">Bytes in the file now, which may be fewer than were mapped.</param>
    public int Read(Span<byte> buffer, long offset, long now)
    {
        var count = (int)Math.Clamp(Math.Min(now, length) - offset, 0, buffer.Length);
        byte* start = null;
        var handle = accessor.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start); // and keeps the mapping until it is released, whatever another thread disposes
        try
        {
            new ReadOnlySpan<byte>(start + accessor.PointerOffset + offset, count).CopyTo(buffer);
            return count;
        }
        finally
        {
            handle.ReleasePointer();
        }
    }

    public void Dispose()
    {
        accessor.Dispose();
        map.Dispose();
    }

    private static bool IsRemote(string path)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(path)).DriveType == DriveType.Network;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return true; // a share of another computer has no drive
        }
    }
}
