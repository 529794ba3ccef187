using System.IO.Pipes;
using System.Text;

namespace MimLab.Kernel.Isolation;

/// <summary>What the cells' process prints past .NET's console: native libraries, and the runtime's own last words.</summary>
internal sealed class NativeOutput(string stream, OutputBatch batch)
{
    private const int PatienceMilliseconds = 500;

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly Lock _reading = new();
    private readonly byte[] _bytes = new byte[64 * 1024];
    private readonly char[] _text = new char[64 * 1024];
    // Keeps the half of a character that a read may end in.
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The end for the process, as its argument.</summary>
    public string Descriptor => _pipe.GetClientHandleAsString();

    /// <summary>Begins to read; the process has been started.</summary>
    public void Begin()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        new Thread(Listen) { Name = stream, IsBackground = true }.Start();
    }

    /// <summary>Reads everything printed so far into the batch.</summary>
    public void Drain()
    {
        long end = Environment.TickCount64 + PatienceMilliseconds;
        while (TryRead() && Environment.TickCount64 < end)
        {
        }
    }

    private void Listen()
    {
        // Waits outside the lock, so that draining need not wait for output that never comes.
        while (ProcessControl.WaitForInput(_pipe.SafePipeHandle))
        {
            if (!TryRead()) Thread.Yield();
        }
    }

    private bool TryRead()
    {
        lock (_reading)
        {
            if (ProcessControl.Waiting(_pipe.SafePipeHandle) == 0) return false;
            int count = _pipe.Read(_bytes);
            batch.Add(stream, new string(_text, 0, _decoder.GetChars(_bytes, 0, count, _text, 0)));
            return count > 0;
        }
    }
}
