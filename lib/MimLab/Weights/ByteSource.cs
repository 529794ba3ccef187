using Microsoft.Win32.SafeHandles;

namespace MimLab.Weights;

/// <summary>The bytes of a file or of memory, read by offset.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle? file;
    private readonly ReadOnlyMemory<byte> memory;

    private ByteSource(string name, SafeFileHandle? file, ReadOnlyMemory<byte> memory, long length) =>
        (Name, this.file, this.memory, Length) = (name, file, memory, length);

    /// <summary>What to call it in messages.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">It cannot be read.</exception>
    public static ByteSource Open(string path)
    {
        try
        {
            var file = File.OpenHandle(path);
            return new(path, file, default, RandomAccess.GetLength(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserError($"Cannot read {path}: {error.Message}", error);
        }
    }

    /// <summary>Bytes in memory under a name for messages.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> content, string name) => new(name, null, content, content.Length);

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

    public void Dispose() => file?.Dispose();
}
