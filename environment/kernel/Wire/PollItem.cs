using System.Runtime.InteropServices;

namespace MimLab.Kernel.Wire;

/// <summary>libzmq's <c>zmq_pollitem_t</c>: a socket, or a file descriptor where the socket is null.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollItem
{
    /// <summary>The event that something can be read.</summary>
    public const short Readable = 1;

    public nint Socket;
    public int Descriptor;
    public short Events;
    public short Happened;
}
