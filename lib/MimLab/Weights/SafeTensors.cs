using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Reads and writes safetensors files (a length, a JSON header, raw little-endian data), the format of checkpoints and
/// published weights here: nothing in such a file can run code.
/// </summary>
public static class SafeTensors
{
    private const int Alignment = 8;

    /// <summary>Reads a whole file; each tensor is copied straight from the mapped file.</summary>
    /// <exception cref="UserError">The file cannot be read or is damaged; the message names it and says how.</exception>
    public static SafeTensorsFile Read(string path)
    {
        using var source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads only the strings that a file's writer added, however large the file is.</summary>
    /// <exception cref="UserError">The file cannot be read or is damaged.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var source = ByteSource.Open(path);
        return SafeTensorsHeader.Read(source).Metadata;
    }

    /// <summary>Reads from memory, as <see cref="Read(string)"/> does from a file.</summary>
    /// <param name="content">The bytes of a file.</param>
    /// <param name="source">What to call it in messages.</param>
    public static SafeTensorsFile Read(ReadOnlyMemory<byte> content, string source) => Read(ByteSource.Of(content, source));

    /// <summary>Writes a file. Equal content gives equal bytes, whatever the order of <paramref name="tensors"/>.</summary>
    /// <remarks>Write to a temporary file and rename it where a half-written file would do harm.</remarks>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
        Write(stream, tensors, metadata);
    }

    /// <summary>Writes to a stream, from its current position on.</summary>
    /// <exception cref="ArgumentException">A tensor has a type that the format lacks, or a reserved name.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        foreach (var (name, tensor) in tensors)
        {
            if (name == SafeTensorsHeader.MetadataKey) throw new ArgumentException($"A tensor cannot be named \"{name}\".", nameof(tensors));
            if (SafeTensorsEntry.NameOf(tensor.dtype) is null)
                throw new ArgumentException($"\"{name}\" has the type {tensor.dtype}; safetensors holds {SafeTensorsEntry.TypeNames}.", nameof(tensors));
        }
        // Wide types first, as the reference implementation orders them, so that all data is aligned.
        var ordered = tensors.OrderByDescending(item => SafeTensorsEntry.SizeOf(item.Value.dtype)).ThenBy(item => item.Key, StringComparer.Ordinal).ToArray();
        var header = Header(ordered, metadata);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var (_, tensor) in ordered) TensorData.Write(tensor, stream);
    }

    private static SafeTensorsFile Read(ByteSource source)
    {
        var header = SafeTensorsHeader.Read(source);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in header.Entries) tensors.Add(entry.Name, Read(source, header.DataStart, entry));
            return new SafeTensorsFile(tensors, header.Metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor of a file whose data begins at an offset.</summary>
    /// <exception cref="UserError">The file has become shorter since its header was checked.</exception>
    internal static Tensor Read(ByteSource source, long dataStart, SafeTensorsEntry entry)
    {
        var offset = dataStart + entry.Begin;
        var tensor = empty(entry.Shape, entry.Type);
        try
        {
            TensorData.Fill(tensor, buffer =>
            {
                var count = source.Read(buffer, offset);
                offset += count;
                return count;
            }, source.Name);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static byte[] Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(item => item.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long end = 0;
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafeTensorsEntry.NameOf(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(end);
                json.WriteNumberValue(end += tensor.numel() * tensor.element_size());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
