using System.Runtime.InteropServices;

namespace MimLab.Kernel.Wire;

/// <summary>
/// Owns libzmq's threads. Closing it waits until every socket is closed and has sent what it held, at most their linger time.
/// </summary>
internal sealed class ZeroMqContext : SafeHandle
{
    public ZeroMqContext() : base(0, ownsHandle: true)
    {
        try
        {
            SetHandle(ZeroMqNative.NewContext());
        }
        catch (DllNotFoundException)
        {
            throw new KernelError(
                "The ZeroMQ library libzmq.so.5 is not installed; install the package libzmq5 (environment/mim notebook install does).");
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => ZeroMqNative.EndContext(handle) == 0;
}
