using System.Runtime.InteropServices;

namespace MimLab.Kernel.Wire;

/// <summary>libzmq's opaque <c>zmq_msg_t</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ZeroMqMessage
{
    private readonly ulong _alignment;
}
