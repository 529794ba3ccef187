using System.Buffers.Binary;
using System.Text.Json;

namespace MimLab.Weights;

/// <summary>
/// The header of a safetensors file: 8 bytes of length, then JSON that gives each tensor a type, a shape and a place. It is
/// believed only as far as the file's size backs it, so that a damaged file cannot ask for memory or reads beyond its end.
/// </summary>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    public const string MetadataKey = "__metadata__";
    private const long LongestHeader = 100_000_000; // the limit of the reference implementation
    private const int MostDimensions = 32;

    /// <summary>Reads and checks a header.</summary>
    /// <exception cref="UserError">The file is not a sound safetensors file; the message says why.</exception>
    public static SafeTensorsHeader Read(ByteSource file)
    {
        var (source, length) = (file.Name, file.Length);
        Span<byte> prefix = stackalloc byte[8];
        if (length < 8 || file.Read(prefix, 0) < 8) throw Bad(source, "it is shorter than the 8 bytes that give the header's length");
        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > LongestHeader || (long)size > length - 8)
            throw Bad(source, $"its header should be {size} bytes long, but {length - 8} bytes follow");
        var json = new byte[size];
        if (file.Read(json, 8) < json.Length) throw Bad(source, "it ends within its header");
        try
        {
            return Parse(json, length - 8 - (long)size, source);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UserError($"{source} is not a sound safetensors file: its header is not valid JSON; fetch it again.", error);
        }
    }

    private static SafeTensorsHeader Parse(byte[] json, long dataLength, string source)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Bad(source, "its header is not a JSON object");
        var entries = new List<SafeTensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!names.Add(property.Name)) throw Bad(source, $"\"{property.Name}\" occurs twice in its header");
            if (property.Name == MetadataKey) ReadMetadata(property.Value, metadata, source);
            else entries.Add(ReadEntry(property.Name, property.Value, dataLength, source));
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != end) throw Bad(source, $"the data of \"{entry.Name}\" begins at {entry.Begin}, but the data before it ends at {end}");
            end = entry.End;
        }
        if (end != dataLength) throw Bad(source, $"its tensors take {end} bytes, but the file holds {dataLength}");
        return new SafeTensorsHeader(entries, metadata, 8 + json.Length);
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string source)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Bad(source, "its metadata is not a JSON object");
        foreach (var item in value.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.String) throw Bad(source, $"its metadata \"{item.Name}\" is not a string");
            metadata[item.Name] = item.Value.GetString()!;
        }
    }

    private static SafeTensorsEntry ReadEntry(string name, JsonElement value, long dataLength, string source)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("dtype", out var dtype)
            || !value.TryGetProperty("shape", out var shape) || !value.TryGetProperty("data_offsets", out var offsets)
            || dtype.ValueKind != JsonValueKind.String || shape.ValueKind != JsonValueKind.Array || offsets.ValueKind != JsonValueKind.Array)
            throw Bad(source, $"\"{name}\" lacks a dtype, shape or data_offsets");
        if (!SafeTensorsEntry.TryParseType(dtype.GetString()!, out var type))
            throw Bad(source, $"\"{name}\" has the type \"{dtype.GetString()}\", which is none of {SafeTensorsEntry.TypeNames}");
        if (shape.GetArrayLength() > MostDimensions) throw Bad(source, $"\"{name}\" has {shape.GetArrayLength()} dimensions, more than {MostDimensions}");
        if (offsets.GetArrayLength() != 2) throw Bad(source, $"\"{name}\" needs two data_offsets");

        var sizes = shape.EnumerateArray().Select(size => Whole(size, name, source)).ToArray();
        long begin = Whole(offsets[0], name, source), end = Whole(offsets[1], name, source);
        if (begin > end || end > dataLength)
            throw Bad(source, $"the data of \"{name}\" should lie at {begin} to {end}, but the file holds {dataLength} bytes of data");
        // A zero among the sizes hides an overflow of the others, which torch would trip over.
        var bytes = (Int128)SafeTensorsEntry.SizeOf(type);
        foreach (var size in sizes)
            if ((bytes *= Math.Max(size, 1)) > long.MaxValue) throw Bad(source, $"the shape of \"{name}\" is too large");
        if (sizes.Contains(0)) bytes = 0;
        if (bytes != end - begin) throw Bad(source, $"\"{name}\" needs {bytes} bytes for its shape, but has {end - begin}");
        return new SafeTensorsEntry(name, type, sizes, begin, end);
    }

    private static long Whole(JsonElement value, string name, string source) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Bad(source, $"\"{name}\" has a size or offset that is not a whole number from 0 up");

    private static UserError Bad(string source, string reason) => new($"{source} is not a sound safetensors file: {reason}; fetch it again.");
}
