namespace MimLab.Kernel.Wire;

/// <summary>ZeroMQ's socket options, by libzmq's numbers.</summary>
internal enum SocketOption
{
    Identity = 5,
    Subscribe = 6,

    /// <summary>Milliseconds that a closed socket keeps trying to send.</summary>
    Linger = 17,

    /// <summary>Bytes of the longest frame taken; a peer that sends a longer one is disconnected.</summary>
    LongestFrame = 22,
    SendQueue = 23,
    ReceiveQueue = 24,
    IPv6 = 42,

    /// <summary>A peer that comes back under its identity takes the old connection's place.</summary>
    RouterHandover = 56,
}
