using System.Security.Cryptography;
using System.Text;

namespace MimLab.Kernel.Wire;

/// <summary>Signs messages with HMAC-SHA256 and knows which signatures it has seen. Used by one thread at a time.</summary>
internal sealed class MessageSigner(byte[] key) : IDisposable
{
    /// <summary>How many signatures are remembered; the oldest are forgotten.</summary>
    internal const int Memory = 65536;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = [];

    /// <summary>The signature of the given parts, as 64 lower-case hexadecimal digits.</summary>
    public byte[] Sign(params ReadOnlySpan<byte[]> parts) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Digest(parts)));

    /// <summary>
    /// Whether <paramref name="signature"/> (hexadecimal) belongs to the parts. Takes as long for a near miss as for any other.
    /// </summary>
    public bool Verify(byte[] signature, params ReadOnlySpan<byte[]> parts)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        byte[] right = Digest(parts);
        return signature.Length == 2 * given.Length
            && Convert.FromHexString(signature, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, right);
    }

    /// <summary>
    /// Notes a verified signature; false when it was there before, so that the message is a copy of an earlier one.
    /// </summary>
    public bool FirstSeen(byte[] signature)
    {
        string text = Encoding.ASCII.GetString(signature).ToLowerInvariant();
        if (!_seen.Add(text)) return false;
        _order.Enqueue(text);
        if (_order.Count > Memory) _seen.Remove(_order.Dequeue());
        return true;
    }

    public void Dispose() => _hash.Dispose();

    private byte[] Digest(ReadOnlySpan<byte[]> parts)
    {
        foreach (byte[] part in parts) _hash.AppendData(part);
        return _hash.GetHashAndReset();
    }
}
