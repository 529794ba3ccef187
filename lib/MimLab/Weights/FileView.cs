using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MimLab.Weights;

/// <summary>A file mapped into memory, from which parts are copied.</summary>
/// <remarks>
/// Touching a mapped page that lies behind the end of the file would end the process (SIGBUS), so every copy of a megabyte first
/// asks how long the file is now, takes no more, and asks again. For somebody may cut the file short within the copy, it is the
/// kernel that copies where it can (Linux): it stops at such a page instead. Elsewhere that remains, as does a disk that fails.
/// Writing a new file and renaming it, as everything here does, harms no reader. Files of a network, where losing the connection
/// does the same, and those that cannot be mapped (empty ones, devices) are left to reading by position.
/// </remarks>
internal sealed unsafe partial class FileView : IDisposable
{
    private const int SliceBytes = 1 << 20;
    private const int BadAddress = 14; // EFAULT
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor accessor;
    private readonly long length;

    private FileView(MemoryMappedFile map, MemoryMappedViewAccessor accessor, long length) =>
        (this.map, this.accessor, this.length) = (map, accessor, length);

    /// <summary>Whether a page that is no longer there ends a copy and not the process.</summary>
    public static bool SurvivesCuts { get; } = CanCopyByKernel();

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
    /// <param name="now">Says how many bytes the file has at the moment, which may be fewer or more than were mapped.</param>
    public int Read(Span<byte> buffer, long offset, Func<long> now)
    {
        byte* start = null;
        var handle = accessor.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start); // and keeps the mapping until it is released, whatever another thread disposes
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var slice = buffer.Slice(total, Math.Min(SliceBytes, buffer.Length - total));
                var from = offset + total;
                var count = (int)Math.Clamp(Math.Min(now(), length) - from, 0, slice.Length);
                count = Copy(start + accessor.PointerOffset + from, slice[..count]);
                total += (int)Math.Clamp(now() - from, 0, count);
                if (total < from - offset + slice.Length) break;
            }
            return total;
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

    /// <summary>Copies, and returns how many bytes came before a page that is not there.</summary>
    private static int Copy(byte* from, Span<byte> target)
    {
        if (SurvivesCuts)
        {
            fixed (byte* to = target)
            {
                var (local, remote) = (new Part(to, (nuint)target.Length), new Part(from, (nuint)target.Length));
                var count = process_vm_readv(Environment.ProcessId, &local, 1, &remote, 1, 0);
                if (count >= 0) return (int)count;
                if (Marshal.GetLastPInvokeError() == BadAddress) return 0;
            }
        }
        new ReadOnlySpan<byte>(from, target.Length).CopyTo(target);
        return target.Length;
    }

    private static bool CanCopyByKernel()
    {
        if (!OperatingSystem.IsLinux()) return false;
        byte from = 1, to = 0;
        var (local, remote) = (new Part(&to, 1), new Part(&from, 1));
        try
        {
            return process_vm_readv(Environment.ProcessId, &local, 1, &remote, 1, 0) == 1 && to == 1;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // some C libraries lack it
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint process_vm_readv(int process, Part* local, nuint locals, Part* remote, nuint remotes, nuint flags);

    private readonly struct Part(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
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
