using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MimLab.Weights;

/// <summary>
/// The list of files in a zip archive (PKWARE's APPNOTE, with the 64-bit extension). It is believed only as far as the archive's
/// size backs it: files may not overlap, and compressed ones may not grow to more than <see cref="MostGrowth"/> archives.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22, LongestComment = 65_535, CentralLength = 46, LocalLength = 30;
    private const long MostGrowth = 16;
    private readonly ByteSource source;

    private ZipDirectory(ByteSource source, IReadOnlyDictionary<string, ZipItem> items) => (this.source, Items) = (source, items);

    /// <summary>The files by name.</summary>
    public IReadOnlyDictionary<string, ZipItem> Items { get; }

    /// <summary>How many bytes an archive of this size may stand for.</summary>
    public static long Limit(long length) => length > long.MaxValue / MostGrowth ? long.MaxValue : length * MostGrowth;

    /// <summary>Reads the list.</summary>
    /// <exception cref="UserError">The archive is damaged; the message names it and says how.</exception>
    public static ZipDirectory Read(ByteSource source)
    {
        var (start, size, count) = Find(source);
        var central = source.Bytes(start, size);
        var items = new Dictionary<string, ZipItem>(StringComparer.Ordinal);
        var places = new List<(long Start, long End)>();
        long grown = 0;
        var at = 0;
        for (long index = 0; index < count; index++)
        {
            var entry = central.AsSpan(at);
            if (entry.Length < CentralLength || U32(entry) != 0x02014b50) throw Bad(source, "its list of files is broken");
            var (nameLength, extraLength) = (U16(entry[28..]), U16(entry[30..]));
            var length = CentralLength + nameLength + extraLength + U16(entry[32..]);
            if (length > entry.Length) throw Bad(source, "its list of files is broken");
            var name = Encoding.UTF8.GetString(entry.Slice(CentralLength, nameLength));
            var (header, item) = Item(source, name, entry, entry.Slice(CentralLength + nameLength, extraLength), start);
            if (!items.TryAdd(name, item)) throw Bad(source, $"\"{name}\" occurs twice in it");
            places.Add((header, item.DataStart + item.Stored));
            if (item.Deflated && (grown += item.Length) > Limit(source.Length))
                throw Bad(source, $"its compressed files would grow to more than {MostGrowth} times its size");
            at += length;
        }
        places.Sort();
        for (var index = 1; index < places.Count; index++)
            if (places[index].Start < places[index - 1].End) throw Bad(source, "files in it overlap");
        return new ZipDirectory(source, items);
    }

    /// <summary>Opens a file's uncompressed bytes; a stream that ends early is damaged.</summary>
    public Stream Open(ZipItem item)
    {
        var stored = new ZipItemStream(source, item);
        return item.Deflated ? new DeflateStream(stored, CompressionMode.Decompress) : stored;
    }

    /// <summary>The whole of a file.</summary>
    public byte[] Bytes(ZipItem item)
    {
        if (!item.Deflated) return source.Bytes(item.DataStart, item.Length);
        var bytes = new byte[item.Length];
        try
        {
            using var stream = Open(item);
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new UserError($"{source.Name} is damaged: \"{item.Name}\" in it cannot be decompressed; fetch it again.", error);
        }
    }

    private static (long Start, long Size, long Count) Find(ByteSource source)
    {
        var tail = source.Bytes(Math.Max(0, source.Length - EndLength - LongestComment), Math.Min(source.Length, EndLength + LongestComment));
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (U32(end) != 0x06054b50 || U16(end[20..]) != end.Length - EndLength) continue;
            long start = U32(end[16..]), size = U32(end[12..]), count = U16(end[10..]), place = source.Length - tail.Length + at;
            if ((start == uint.MaxValue || size == uint.MaxValue || count == ushort.MaxValue) && Find64(source, place) is { } wide)
                (start, size, count, place) = wide;
            if (start < 0 || size < 0 || start > place || size > place - start || count < 0 || count > size / CentralLength)
                throw Bad(source, "its list of files does not fit in it");
            return (start, size, count);
        }
        throw Bad(source, "it has no list of files at its end, so it was probably cut short");
    }

    private static (long Start, long Size, long Count, long Place)? Find64(ByteSource source, long end)
    {
        if (end < 20) return null;
        var locator = source.Bytes(end - 20, 20);
        if (U32(locator) != 0x07064b50) return null;
        var place = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (place < 0 || place > end - 56) throw Bad(source, "its list of files does not fit in it");
        var record = source.Bytes(place, 56);
        if (U32(record) != 0x06064b50) throw Bad(source, "its list of files is broken");
        return (I64(record, 48), I64(record, 40), I64(record, 32), place);
    }

    private static (long Header, ZipItem Item) Item(ByteSource source, string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra, long limit)
    {
        int flags = U16(entry[8..]), method = U16(entry[10..]);
        if ((flags & 1) != 0) throw Bad(source, $"\"{name}\" in it is encrypted");
        if (method is not (0 or 8)) throw Bad(source, $"\"{name}\" in it is compressed by method {method}, which is neither stored (0) nor deflate (8)");
        long stored = U32(entry[20..]), length = U32(entry[24..]), header = U32(entry[42..]);
        Widen(extra, ref length, ref stored, ref header);
        if (header < 0 || header > limit - LocalLength) throw Bad(source, $"\"{name}\" lies beyond its end");
        Span<byte> local = stackalloc byte[LocalLength];
        if (source.Read(local, header) < LocalLength || U32(local) != 0x04034b50) throw Bad(source, $"\"{name}\" is not where its list of files says");
        var start = header + LocalLength + U16(local[26..]) + U16(local[28..]);
        if (stored < 0 || start > limit || stored > limit - start) throw Bad(source, $"\"{name}\" lies beyond its end");
        if (length < 0 || (method == 0 ? length != stored : length > Limit(source.Length)))
            throw Bad(source, $"\"{name}\" has {stored} bytes, which cannot stand for the {length} it claims");
        return (header, new ZipItem(name, method == 8, start, stored, length));
    }

    /// <summary>Takes the numbers that need 64 bits from their extra field, which holds just those, in this order.</summary>
    private static void Widen(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long header)
    {
        while (extra.Length >= 4)
        {
            int kind = U16(extra), size = Math.Min(U16(extra[2..]), extra.Length - 4);
            var values = extra.Slice(4, size);
            if (kind == 1)
            {
                if (length == uint.MaxValue) Take(ref values, ref length);
                if (stored == uint.MaxValue) Take(ref values, ref stored);
                if (header == uint.MaxValue) Take(ref values, ref header);
                return;
            }
            extra = extra[(4 + size)..];
        }
    }

    private static void Take(ref ReadOnlySpan<byte> values, ref long number)
    {
        if (values.Length < 8) return;
        number = BinaryPrimitives.ReadInt64LittleEndian(values);
        values = values[8..];
    }

    private static int U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static UserError Bad(ByteSource source, string reason) => new($"{source.Name} is not a sound zip archive: {reason}; fetch it again.");
}
