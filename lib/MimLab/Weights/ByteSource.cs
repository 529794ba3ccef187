using Microsoft.Win32.SafeHandles;

namespace MimLab.Weights;

/// <summary>The bytes of a file or of memory, read by offset. A local file is mapped into memory.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle? file;
    private readonly FileView? view;
    private readonly ReadOnlyMemory<byte> memory;

    private ByteSource(string name, SafeFileHandle? file, FileView? view, ReadOnlyMemory<byte> memory, long length) =>
        (Name, this.file, this.view, this.memory, Length) = (name, file, view, memory, length);

    /// <summary>What to call it in messages.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Whether it is a mapped file.</summary>
    public bool Mapped => view is not null;

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">It cannot be read.</exception>
    public static ByteSource Open(string path)
    {
        if (Directory.Exists(path)) throw new UserError($"Cannot read {path}: it is a folder; name a file of weights in it.");
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            return new(path, file, FileView.Open(file, path, length), default, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw new UserError($"Cannot read {path}: {error.Message}", error);
        }
    }

    /// <summary>Bytes in memory under a name for messages.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> content, string name) => new(name, null, null, content, content.Length);

    /// <summary>Fills a span from an offset and returns how many bytes there were; fewer only at the end.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        if (offset < 0 || offset >= Length || buffer.Length == 0) return 0;
        if (file is null)
        {
            var part = memory.Span[(int)offset..];
            part = part[..Math.Min(part.Length, buffer.Length)];
            part.CopyTo(buffer);
            return part.Length;
        }
        try
        {
            if (view is not null) return view.Read(buffer, offset, () => RandomAccess.GetLength(file));
            var total = 0;
            while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], offset + total) is var count and > 0) total += count;
            return total;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Cannot read {Name}: {error.Message}", error);
        }
    }

    /// <summary>Bytes at an offset.</summary>
    /// <exception cref="UserError">The file ends before; nothing was allocated then.</exception>
    public byte[] Bytes(long offset, long count)
    {
        if (offset < 0 || count < 0 || count > Length - offset || count > Array.MaxLength) throw Ended();
        var bytes = new byte[count];
        return Read(bytes, offset) == count ? bytes : throw Ended();
    }

    /// <summary>The error of a file that is shorter than it says.</summary>
    public UserError Ended() => new($"{Name} ends before the data it says it has; fetch it again.");

    public void Dispose()
    {
        view?.Dispose();
        file?.Dispose();
    }
}
