using System.Runtime.InteropServices;

namespace MimLab.Kernel.Isolation;

/// <summary>What the kernel needs from the operating system and .NET does not offer.</summary>
internal static partial class ProcessControl
{
    public const int StandardOutput = 1, StandardError = 2;

    private const int ParentDeathSignal = 1;
    private const int SetDescriptorFlags = 2, CloseOnExec = 1;
    private const int BytesReadable = 0x541B;
    private const int Kill = 9;
    private const short Readable = 1;

    /// <summary>The process that started this one, or whichever took its place after its end.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int Parent();

    /// <summary>Lets the system kill this process when the thread that started it ends.</summary>
    public static void DieWithParent() => _ = Control(ParentDeathSignal, Kill, 0, 0, 0);

    /// <summary>Makes <paramref name="target"/> mean the same file as <paramref name="descriptor"/>.</summary>
    public static void Redirect(int descriptor, int target) => _ = Duplicate(descriptor, target);

    /// <summary>Keeps a descriptor from the programs that a cell starts.</summary>
    public static void KeepFromChildren(int descriptor) => _ = DescriptorControl(descriptor, SetDescriptorFlags, CloseOnExec);

    /// <summary>Passes on what C code has printed so far.</summary>
    public static void FlushNativeOutput() => _ = Flush(0);

    /// <summary>How many bytes wait in a pipe; 0 also when that is not known.</summary>
    public static int Waiting(SafeHandle pipe) => DeviceControl(pipe, BytesReadable, out int bytes) == 0 ? bytes : 0;

    /// <summary>Waits until a pipe has something to read; false when it has nothing and nobody writes to it any more.</summary>
    public static bool WaitForInput(SafeHandle pipe)
    {
        var wanted = new Wanted { Descriptor = (int)pipe.DangerousGetHandle(), Events = Readable };
        // A signal ends the wait early; then there is nothing to read yet, which the caller finds out.
        return Poll(ref wanted, 1, -1) < 0 || (wanted.Happened & Readable) != 0;
    }

    /// <summary>Ends this process at once, whatever its other threads do.</summary>
    public static void EndNow(int code) => EndProcess(code);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Wanted wanted, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value, nuint unused1, nuint unused2, nuint unused3);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DescriptorControl(int descriptor, int command, int value);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int Flush(nint file);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int DeviceControl(SafeHandle descriptor, nuint request, out int value);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndProcess(int code);

    [StructLayout(LayoutKind.Sequential)]
    private struct Wanted
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
