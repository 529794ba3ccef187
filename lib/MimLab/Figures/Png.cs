using System.Buffers.Binary;
using System.IO.Compression;

namespace MimLab.Figures;

/// <summary>
/// Writes PNG files (W3C PNG, third edition): 8 bits a channel with alpha, each line filtered by the None, Sub or Up filter with
/// the smallest sum of absolute values, as section 12.7 of the standard advises.
/// </summary>
public static class Png
{
    private const int BytesPerPixel = 4;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>The picture as a PNG file.</summary>
    public static byte[] Encode(Raster raster)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        (header[8], header[9]) = (8, 6); // bits a channel; red, green, blue, alpha

        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(raster));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(Raster raster)
    {
        var stride = raster.Width * BytesPerPixel;
        var above = new byte[stride];
        var filtered = new byte[stride];
        var best = new byte[stride];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var y = 0; y < raster.Height; y++)
            {
                var line = raster.Pixels.AsSpan(y * stride, stride);
                byte bestFilter = 0;
                var least = long.MaxValue;
                for (byte filter = 0; filter <= 2; filter++)
                {
                    for (var i = 0; i < stride; i++)
                        filtered[i] = (byte)(line[i] - (filter switch { 1 => i >= BytesPerPixel ? line[i - BytesPerPixel] : 0, 2 => above[i], _ => 0 }));
                    var sum = 0L;
                    foreach (var value in filtered) sum += Math.Abs((int)(sbyte)value);
                    if (sum >= least) continue;
                    (least, bestFilter) = (sum, filter);
                    (filtered, best) = (best, filtered);
                }
                zlib.WriteByte(bestFilter);
                zlib.Write(best);
                line.CopyTo(above);
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data) crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
