using System.Collections.Concurrent;

namespace MimLab.Kernel.Wire;

/// <summary>
/// The five sockets and the one thread that uses them: it reads every request as soon as it arrives, however long a cell runs,
/// echoes heartbeats, and sends what other threads hand over.
/// </summary>
internal sealed class Channels : IDisposable
{
    private const int FarewellMilliseconds = 1000;
    // Nothing is lost to a front end that is a little slow; one that stopped reading costs a bounded amount of memory.
    private const int LongestOutputQueue = 20_000;
    private const int MostWaitingOutput = 1024;
    // One channel's flood must not keep the others waiting.
    private const int MostAtOnce = 64;

    private readonly ZeroMqContext _context = new();
    private readonly ZeroMqSocket[] _sockets;
    private readonly ZeroMqSocket _heartbeat;
    private readonly WakeUp _wakeUp = new();
    private readonly ConcurrentQueue<object> _outgoing = [];
    private readonly SemaphoreSlim _roomForOutput = new(MostWaitingOutput);
    private readonly MessageSigner _signer;
    private readonly Action<Request> _received;
    private readonly Action<string> _log;
    private readonly Thread _thread;
    private volatile bool _closing;

    /// <summary>Opens the sockets; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="connection">Where, and the key.</param>
    /// <param name="received">Called on the sockets' thread with every proper message; must not wait.</param>
    /// <param name="log">Told, in one line, about messages that were dropped.</param>
    public Channels(ConnectionFile connection, Action<Request> received, Action<string> log)
    {
        _received = received;
        _log = log;
        _signer = new MessageSigner(connection.Key);
        // In the order of the Channel enumeration.
        _sockets =
        [
            Open(SocketKind.Router, connection, connection.Shell),
            Open(SocketKind.Router, connection, connection.Control),
            Open(SocketKind.Router, connection, connection.Stdin),
            Open(SocketKind.Publish, connection, connection.IOPub),
        ];
        _heartbeat = Open(SocketKind.Reply, connection, connection.Heartbeat);
        _thread = new Thread(Run) { Name = "sockets", IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Hands a message over for sending. Never waits.</summary>
    public void Send(Answer answer)
    {
        // The sockets' own thread sends at once.
        if (Thread.CurrentThread == _thread) Deliver(answer);
        else Post(answer);
    }

    /// <summary>Hands a cell's output over; waits while very much of it has not been sent yet.</summary>
    public void SendOutput(Answer answer)
    {
        while (!_roomForOutput.Wait(FarewellMilliseconds) && !_closing)
        {
        }
        Post(new Output(answer));
    }

    /// <summary>Returns once everything that had arrived on the sockets has been handed to the receiver.</summary>
    public void Settle()
    {
        using var settled = new ManualResetEventSlim();
        Post(settled);
        settled.Wait(FarewellMilliseconds);
    }

    /// <summary>Sends what is waiting, closes the sockets, and gives them a second to deliver.</summary>
    public void Dispose()
    {
        _closing = true;
        _wakeUp.Ring();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted)) CloseSockets();
        else _thread.Join();
        _context.Dispose();
        _wakeUp.Dispose();
        _roomForOutput.Dispose();
        _signer.Dispose();
    }

    private void Post(object item)
    {
        _outgoing.Enqueue(item);
        _wakeUp.Ring();
    }

    private ZeroMqSocket Open(SocketKind kind, ConnectionFile connection, int port)
    {
        var socket = new ZeroMqSocket(_context, kind);
        socket.Set(SocketOption.Linger, FarewellMilliseconds);
        socket.Set(SocketOption.LongestFrame, Framing.LongestFrame);
        if (kind == SocketKind.Router) socket.Set(SocketOption.RouterHandover, 1);
        if (kind == SocketKind.Publish) socket.Set(SocketOption.SendQueue, LongestOutputQueue);
        if (connection.Host.StartsWith('[')) socket.Set(SocketOption.IPv6, 1);
        string endpoint = connection.Endpoint(port);
        try
        {
            socket.Bind(endpoint);
        }
        catch (ZeroMqException failure)
        {
            throw new KernelError(failure.Error == ZeroMqException.AddressInUse
                ? $"{endpoint} is in use by another program; start the kernel again, which takes other ports."
                : failure.Message);
        }
        return socket;
    }

    private unsafe void Run()
    {
        // Polled: shell, control, stdin, the heartbeat, and the other threads' bell. On iopub nothing arrives.
        PollItem[] items =
            [_sockets[0].ReadableItem, _sockets[1].ReadableItem, _sockets[2].ReadableItem, _heartbeat.ReadableItem, _wakeUp.ReadableItem];
        while (!_closing)
        {
            fixed (PollItem* first = items) _ = ZeroMqNative.Poll(first, items.Length, -1);
            _wakeUp.Calm();
            SendWaiting();
            ReadWaiting(MostAtOnce);
        }
        SendWaiting();
        CloseSockets();
    }

    private void SendWaiting()
    {
        while (_outgoing.TryDequeue(out object? item))
        {
            switch (item)
            {
                case Answer answer:
                    Deliver(answer);
                    break;
                case Output output:
                    Deliver(output.Answer);
                    _roomForOutput.Release();
                    break;
                case ManualResetEventSlim settled:
                    ReadWaiting(int.MaxValue);
                    settled.Set();
                    break;
            }
        }
    }

    private void Deliver(Answer answer)
    {
        if (!_sockets[(int)answer.Channel].TrySend(Framing.Write(answer, _signer))) _log($"nobody is there to take {answer.Type}");
    }

    private void ReadWaiting(int most)
    {
        // Control first: an interrupt must not wait behind a pile of cells.
        foreach (Channel channel in (ReadOnlySpan<Channel>)[Channel.Control, Channel.Stdin, Channel.Shell])
        {
            for (int count = 0; count < most && _sockets[(int)channel].TryReceive(out List<byte[]> frames, Framing.MostFrames); count++)
            {
                if (Framing.Read(channel, frames, _signer, out string? problem) is { } request) _received(request);
                else _log($"dropped a message {problem} ({channel.ToString().ToLowerInvariant()})");
            }
        }
        while (_heartbeat.TryReceive(out List<byte[]> beat, Framing.MostFrames)) _heartbeat.TrySend(beat.Count > 0 ? beat : [[]]);
    }

    private void CloseSockets()
    {
        foreach (ZeroMqSocket socket in _sockets) socket.Dispose();
        _heartbeat.Dispose();
    }

    // Output counts against the room that a flood of it may take.
    private sealed record Output(Answer Answer);
}
