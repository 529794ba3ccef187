using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Isolation;

/// <summary>
/// JSON objects over two pipes between the kernel and the process that runs the cells. Writing is safe from any thread.
/// </summary>
internal sealed class MessagePipe(Stream incoming, Stream outgoing) : IDisposable
{
    private const int LongestMessage = 1 << 30;

    private readonly Lock _writing = new();

    /// <summary>Sends <paramref name="message"/>; false when the other side is gone.</summary>
    public bool TryWrite(JsonObject message)
    {
        byte[] json = Json.Bytes(message);
        byte[] framed = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, json.Length);
        json.CopyTo(framed, sizeof(int));
        try
        {
            lock (_writing)
            {
                outgoing.Write(framed);
                outgoing.Flush();
            }
            return true;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Waits for the next message; null when the other side is gone.</summary>
    public JsonElement? Read()
    {
        try
        {
            Span<byte> prefix = stackalloc byte[sizeof(int)];
            incoming.ReadExactly(prefix);
            int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
            if (length is < 0 or > LongestMessage) return null;
            byte[] json = new byte[length];
            incoming.ReadExactly(json);
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        incoming.Dispose();
        outgoing.Dispose();
    }
}
