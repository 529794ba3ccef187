using System.Runtime.InteropServices;

namespace MimLab.Kernel.Wire;

/// <summary>One ZeroMQ socket. Used by one thread at a time.</summary>
internal sealed unsafe class ZeroMqSocket : SafeHandle
{
    private const int DontWait = 1;
    private const int SendMore = 2;

    private readonly ZeroMqContext _context;

    public ZeroMqSocket(ZeroMqContext context, SocketKind kind) : base(0, ownsHandle: true)
    {
        _context = context;
        bool added = false;
        // The context must outlive its sockets, also when the finalizer gets both.
        context.DangerousAddRef(ref added);
        SetHandle(ZeroMqNative.NewSocket(context, kind));
        if (IsInvalid)
        {
            context.DangerousRelease();
            throw ZeroMqException.Last($"A {kind} socket could not be made");
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>What <see cref="ZeroMqNative.Poll"/> waits for.</summary>
    public PollItem ReadableItem => new() { Socket = handle, Events = PollItem.Readable };

    public void Set(SocketOption option, int value) => Set(option, &value, sizeof(int));

    public void Set(SocketOption option, long value) => Set(option, &value, sizeof(long));

    public void Set(SocketOption option, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value) Set(option, start, (nuint)value.Length);
    }

    /// <summary>Opens <paramref name="endpoint"/>, as in <c>tcp://127.0.0.1:5000</c>.</summary>
    public void Bind(string endpoint)
    {
        if (ZeroMqNative.Bind(this, endpoint) != 0) throw ZeroMqException.Last($"{endpoint} cannot be opened");
    }

    public void Connect(string endpoint)
    {
        if (ZeroMqNative.Connect(this, endpoint) != 0) throw ZeroMqException.Last($"{endpoint} cannot be reached");
    }

    /// <summary>Reads one whole message without waiting.</summary>
    /// <param name="frames">
    /// Its frames; of a message with more than <paramref name="limit"/> frames none, which every caller takes for a malformed
    /// one.
    /// </param>
    /// <param name="limit">How many frames a sane message has at most.</param>
    /// <returns>False when there is no message.</returns>
    public bool TryReceive(out List<byte[]> frames, int limit)
    {
        frames = [];
        bool tooMany = false;
        ZeroMqMessage message;
        while (true)
        {
            _ = ZeroMqNative.InitMessage(&message);
            try
            {
                int size = ZeroMqNative.ReceiveMessage(&message, this, DontWait);
                if (size < 0)
                {
                    int error = Marshal.GetLastPInvokeError();
                    if (error == ZeroMqException.Interrupted) continue;
                    if (error == ZeroMqException.WouldBlock) return false;
                    throw new ZeroMqException("A message could not be read", error);
                }
                tooMany |= frames.Count >= limit;
                if (tooMany) frames.Clear();
                else frames.Add(new ReadOnlySpan<byte>(ZeroMqNative.MessageData(&message), checked((int)ZeroMqNative.MessageSize(&message))).ToArray());
                if (ZeroMqNative.MessageHasMore(&message) == 0) return true;
            }
            finally
            {
                _ = ZeroMqNative.CloseMessage(&message);
            }
        }
    }

    /// <summary>Sends one message without waiting; false when nobody is there to take it.</summary>
    public bool TrySend(IReadOnlyList<byte[]> frames)
    {
        for (int index = 0; index < frames.Count; index++)
        {
            int flags = DontWait | (index < frames.Count - 1 ? SendMore : 0);
            fixed (byte* start = frames[index])
            {
                while (ZeroMqNative.Send(this, start, (nuint)frames[index].Length, flags) < 0)
                {
                    int error = Marshal.GetLastPInvokeError();
                    if (error == ZeroMqException.Interrupted) continue;
                    if (error is ZeroMqException.WouldBlock or ZeroMqException.HostUnreachable) return false;
                    throw new ZeroMqException("A message could not be sent", error);
                }
            }
        }
        return true;
    }

    protected override bool ReleaseHandle()
    {
        bool closed = ZeroMqNative.CloseSocket(handle) == 0;
        _context.DangerousRelease();
        return closed;
    }

    private void Set(SocketOption option, void* value, nuint size)
    {
        if (ZeroMqNative.SetOption(this, (int)option, value, size) != 0) throw ZeroMqException.Last($"{option} could not be set");
    }
}
