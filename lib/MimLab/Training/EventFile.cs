using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace MimLab.Training;

/// <summary>
/// A TensorBoard event file of scalars. The format is TFRecord (length, masked CRC-32C of it, payload, masked CRC-32C of that)
/// around protobuf messages of tensorflow/core/util/event.proto; the few fields needed are encoded here by hand.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream file;

    /// <summary>
    /// Opens a new file in <paramref name="folder"/>; points of earlier files from <paramref name="fromStep"/> on are voided.
    /// </summary>
    public EventFile(string folder, long fromStep)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        file = new FileStream(Path.Combine(folder, $"events.out.tfevents.{now}.mimlab"), FileMode.Create, FileAccess.Write, FileShare.Read);
        WriteRecord(Event(0, message => Text(message, 3, "brain.Event:2"))); // file_version
        // SessionLog START tells TensorBoard to drop what an interrupted run logged past its checkpoint.
        WriteRecord(Event(fromStep, message => Bytes(message, 7, [0x08, 0x01])));
        file.Flush();
    }

    /// <summary>Adds one point to each curve.</summary>
    public void Write(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        using var summary = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        foreach (var (tag, value) in scalars)
        {
            using var point = new MemoryStream();
            Text(point, 1, tag);
            Key(point, 2, wireType: 5); // simple_value: float
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
            point.Write(number);
            Bytes(summary, 1, point.ToArray());
        }
        WriteRecord(Event(step, message => Bytes(message, 5, summary.ToArray())));
        file.Flush();
    }

    public void Dispose() => file.Dispose();

    /// <summary>The checksum of TFRecord: CRC-32C, rotated and shifted so that it can be stored beside its own data.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data) crc = BitOperations.Crc32C(crc, b);
        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8;
    }

    private static byte[] Event(long step, Action<Stream> content)
    {
        using var message = new MemoryStream();
        Key(message, 1, wireType: 1); // wall_time: double
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(time, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1e3);
        message.Write(time);
        Key(message, 2, wireType: 0); // step: int64
        Varint(message, (ulong)step);
        content(message);
        return message.ToArray();
    }

    private void WriteRecord(byte[] payload)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc(header[..8]));
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedCrc(payload));
        file.Write(header);
        file.Write(payload);
        file.Write(footer);
    }

    private static void Text(Stream to, int field, string value) => Bytes(to, field, Encoding.UTF8.GetBytes(value));

    private static void Bytes(Stream to, int field, ReadOnlySpan<byte> value)
    {
        Key(to, field, wireType: 2);
        Varint(to, (ulong)value.Length);
        to.Write(value);
    }

    private static void Key(Stream to, int field, int wireType) => Varint(to, (ulong)(field << 3 | wireType));

    private static void Varint(Stream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}
