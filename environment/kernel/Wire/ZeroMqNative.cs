using System.Runtime.InteropServices;

namespace MimLab.Kernel.Wire;

/// <summary>The few functions of the system's libzmq that five sockets need.</summary>
internal static unsafe partial class ZeroMqNative
{
    private const string Library = "libzmq.so.5";

    [LibraryImport(Library, EntryPoint = "zmq_ctx_new")]
    internal static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "zmq_ctx_term", SetLastError = true)]
    internal static partial int EndContext(nint context);

    [LibraryImport(Library, EntryPoint = "zmq_socket", SetLastError = true)]
    internal static partial nint NewSocket(ZeroMqContext context, SocketKind kind);

    [LibraryImport(Library, EntryPoint = "zmq_close", SetLastError = true)]
    internal static partial int CloseSocket(nint socket);

    [LibraryImport(Library, EntryPoint = "zmq_setsockopt", SetLastError = true)]
    internal static partial int SetOption(ZeroMqSocket socket, int option, void* value, nuint size);

    [LibraryImport(Library, EntryPoint = "zmq_bind", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Bind(ZeroMqSocket socket, string endpoint);

    [LibraryImport(Library, EntryPoint = "zmq_connect", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Connect(ZeroMqSocket socket, string endpoint);

    [LibraryImport(Library, EntryPoint = "zmq_send", SetLastError = true)]
    internal static partial int Send(ZeroMqSocket socket, byte* data, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "zmq_msg_init")]
    internal static partial int InitMessage(ZeroMqMessage* message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_recv", SetLastError = true)]
    internal static partial int ReceiveMessage(ZeroMqMessage* message, ZeroMqSocket socket, int flags);

    [LibraryImport(Library, EntryPoint = "zmq_msg_data")]
    internal static partial byte* MessageData(ZeroMqMessage* message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_size")]
    internal static partial nuint MessageSize(ZeroMqMessage* message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_more")]
    internal static partial int MessageHasMore(ZeroMqMessage* message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_close")]
    internal static partial int CloseMessage(ZeroMqMessage* message);

    [LibraryImport(Library, EntryPoint = "zmq_poll", SetLastError = true)]
    internal static partial int Poll(PollItem* items, int count, nint milliseconds);

    [LibraryImport(Library, EntryPoint = "zmq_strerror")]
    internal static partial nint ErrorText(int error);
}
