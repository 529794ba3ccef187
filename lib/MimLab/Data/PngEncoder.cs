using System.Buffers.Binary;
using System.IO.Compression;

namespace MimLab.Data;

/// <summary>Writes RGB and RGBA pictures as PNG (ISO 15948), for figures. Needs no native library.</summary>
public static class PngEncoder
{
    private const int Filters = 5;
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Encodes a picture.</summary>
    /// <param name="rgb">Height x width x 3 bytes, row by row, red first.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>The file's bytes.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit the size.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height) => Encode(rgb, width, height, 3);

    /// <summary>
    /// Encodes a picture whose fourth byte of each pixel says how much it covers what is below, 0 nothing, 255 all.
    /// </summary>
    /// <param name="rgba">Height x width x 4 bytes, row by row, red first.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>The file's bytes.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit the size.</exception>
    public static byte[] EncodeWithAlpha(ReadOnlySpan<byte> rgba, int width, int height) => Encode(rgba, width, height, 4);

    private static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        if (width < 1 || height < 1 || pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"A picture of {width} x {height} pixels needs {(long)width * height * channels} "
                + $"bytes, got {pixels.Length}.");
        using var output = new MemoryStream();
        output.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits for each colour
        header[9] = channels == 4 ? (byte)6 : (byte)2; // red, green, blue, with alpha or without
        WriteChunk(output, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) WriteRows(deflate, pixels, width * channels, height, channels);
        WriteChunk(output, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    private static void WriteRows(Stream deflate, ReadOnlySpan<byte> pixels, int pitch, int height, int channels)
    {
        var candidate = new byte[pitch + 1];
        var best = new byte[pitch + 1];
        ReadOnlySpan<byte> above = new byte[pitch];
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * pitch, pitch);
            var least = long.MaxValue;
            for (byte filter = 0; filter < Filters; filter++)
            {
                // The usual rule: the filter whose residuals are smallest in sum compresses best.
                var cost = Filter(filter, row, above, candidate, channels);
                if (cost >= least) continue;
                least = cost;
                (best, candidate) = (candidate, best);
            }
            deflate.Write(best);
            above = row;
        }
    }

    private static long Filter(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, byte[] output, int channels)
    {
        var cost = 0L;
        output[0] = filter;
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= channels ? row[i - channels] : 0, up = above[i], corner = i >= channels ? above[i - channels] : 0;
            var guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Paeth(left, up, corner),
            };
            var residual = (byte)(row[i] - guess);
            output[i + 1] = residual;
            cost += Math.Abs((int)(sbyte)residual);
        }
        return cost;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        if (toLeft <= toUp && toLeft <= toCorner) return left;
        return toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, content.Length);
        output.Write(word);
        output.Write(type);
        output.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc(Crc(0xFFFFFFFF, type), content));
        output.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var value = n;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[n] = value;
        }
        return table;
    }
}
