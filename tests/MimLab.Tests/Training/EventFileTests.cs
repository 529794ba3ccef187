using System.Text;
using MimLab.Training;

namespace MimLab.Tests.Training;

public class EventFileTests
{
    [Fact]
    public void The_checksum_is_CRC_32C_masked_as_TensorFlow_does()
    {
        // CRC-32C of "123456789" is e3069283 (RFC 3720, appendix B.4); masked: rotated right by 15, plus a282ead8.
        var masked = unchecked(((0xe3069283u >> 15) | (0xe3069283u << 17)) + 0xa282ead8u);
        Assert.Equal(masked, EventFile.MaskedCrc("123456789"u8));
    }

    [Fact]
    public void Every_record_is_framed_and_holds_what_was_written()
    {
        using var folder = new TemporaryFolder();
        using (var events = new EventFile(folder.Path, fromStep: 7))
        {
            events.Write(300, [("loss", 0.5), ("lr", 1e-3)]);
            events.Write(301, [("loss", 0.25)]);
        }

        var records = Records(File.ReadAllBytes(Directory.GetFiles(folder.Path, "events.out.tfevents.*").Single())).ToArray();

        Assert.Equal(4, records.Length);
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(Field(records[0], 3).Single().Bytes));
        Assert.Equal([0x08, 0x01], Field(records[1], 7).Single().Bytes); // SessionLog { status: START }
        Assert.Equal(7ul, Field(records[1], 2).Single().Number);
        Assert.Equal(300ul, Field(records[2], 2).Single().Number);
        var points = Field(Field(records[2], 5).Single().Bytes, 1).Select(v => (
            Encoding.UTF8.GetString(Field(v.Bytes, 1).Single().Bytes), BitConverter.ToSingle(Field(v.Bytes, 2).Single().Bytes)));
        Assert.Equal([("loss", 0.5f), ("lr", 1e-3f)], points);
        var age = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - BitConverter.ToDouble(Field(records[3], 1).Single().Bytes);
        Assert.InRange(age, -5, 600);
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BitConverter.ToUInt64(file, at);
            Assert.Equal(EventFile.MaskedCrc(file.AsSpan(at, 8)), BitConverter.ToUInt32(file, at + 8));
            var payload = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(EventFile.MaskedCrc(payload), BitConverter.ToUInt32(file, at + 12 + length));
            yield return payload;
            at += 12 + length + 4;
        }
    }

    /// <summary>A protobuf reader for what the test needs: the fields with a number, in order.</summary>
    private static List<(ulong Number, byte[] Bytes)> Field(byte[] message, int wanted)
    {
        var found = new List<(ulong, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var (number, bytes) = (0ul, Array.Empty<byte>());
            switch (key & 7)
            {
                case 0: number = Varint(message, ref at); break;
                case 1: bytes = message[at..(at += 8)]; break;
                case 5: bytes = message[at..(at += 4)]; break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    bytes = message[at..(at += length)];
                    break;
                default: Assert.Fail($"wire type {key & 7}"); break;
            }
            if ((int)(key >> 3) == wanted) found.Add((number, bytes));
        }
        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
