using System.Runtime.InteropServices;

namespace MimLab.Kernel.Wire;

/// <summary>A refusal by libzmq, in its own words.</summary>
internal sealed class ZeroMqException(string doing, int error)
    : Exception($"{doing}: {Marshal.PtrToStringUTF8(ZeroMqNative.ErrorText(error))} (libzmq error {error}).")
{
    /// <summary>The address is bound already.</summary>
    public const int AddressInUse = 98;

    /// <summary>Nothing to read, or no room to write, without waiting.</summary>
    public const int WouldBlock = 11;

    /// <summary>A signal arrived; the call may be repeated.</summary>
    public const int Interrupted = 4;

    /// <summary>The peer that a router should send to is gone.</summary>
    public const int HostUnreachable = 113;

    public int Error { get; } = error;

    /// <summary>The error of the call that just failed on this thread.</summary>
    public static ZeroMqException Last(string doing) => new(doing, Marshal.GetLastPInvokeError());
}
