namespace MimLab.Kernel.Wire;

/// <summary>ZeroMQ's socket types, by libzmq's numbers.</summary>
internal enum SocketKind
{
    Publish = 1,
    Subscribe = 2,
    Reply = 4,
    Dealer = 5,
    Router = 6,
}
