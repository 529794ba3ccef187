using TorchSharp;

namespace MimLab;

/// <summary>
/// Counts the bytes that tensors take on this thread, and on those that work for it in backward, from its making to its disposal:
/// what a graph holds as well as what tensor objects do. The same program counts the same bytes, whatever else the machine does.
/// Dispose it on the same thread.
/// </summary>
public sealed class MemoryWatch : IDisposable
{
    private nint _watch = NativeMethods.Check(NativeMethods.mim_memory_enter(), "memory watch");
    private long _peak;

    /// <summary>Most bytes that were taken at once beyond those taken before.</summary>
    public long PeakBytes => _watch == 0 ? _peak : NativeMethods.mim_memory_peak(_watch);

    /// <summary>Stops counting; the peak stays readable.</summary>
    public void Dispose()
    {
        if (_watch == 0) return;
        _peak = NativeMethods.mim_memory_peak(_watch);
        NativeMethods.mim_memory_leave(_watch);
        _watch = 0;
    }
}
