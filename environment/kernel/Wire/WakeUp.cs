using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MimLab.Kernel.Wire;

/// <summary>
/// Lets any thread end another one's wait on sockets (an eventfd, which libzmq can wait for beside its sockets).
/// </summary>
internal sealed partial class WakeUp : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    private readonly SafeFileHandle _descriptor;

    public WakeUp()
    {
        _descriptor = new SafeFileHandle(NewEvent(0, CloseOnExec | NonBlocking), ownsHandle: true);
        if (_descriptor.IsInvalid) throw new KernelError("The kernel has no file descriptor left (eventfd); raise ulimit -n.");
    }

    public PollItem ReadableItem => new() { Descriptor = (int)_descriptor.DangerousGetHandle(), Events = PollItem.Readable };

    public void Ring()
    {
        ulong one = 1;
        _ = Write(_descriptor, in one, sizeof(ulong));
    }

    /// <summary>Takes back every ring so far.</summary>
    public void Calm() => _ = Read(_descriptor, out _, sizeof(ulong));

    public void Dispose() => _descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int NewEvent(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle descriptor, in ulong value, nuint size);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle descriptor, out ulong value, nuint size);
}
