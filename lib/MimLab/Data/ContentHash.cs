using System.Security.Cryptography;
using System.Text;

namespace MimLab.Data;

/// <summary>SHA-256 in lower-case hex, of files and of what a data set is made from.</summary>
public static class ContentHash
{
    /// <summary>The hash of what <paramref name="write"/> writes.</summary>
    public static string Of(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    /// <summary>The hash of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
