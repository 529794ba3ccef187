using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Autocast on one kind of device, from its making to its disposal, on one thread.</summary>
internal sealed unsafe class AutocastScope : IDisposable
{
    private readonly int _cuda;
    private readonly int[] _before = new int[2];
    private bool _ended;

    internal AutocastScope(bool cuda, ScalarType dtype) : this(cuda, (1, (int)dtype))
    {
    }

    /// <summary>Autocast as <see cref="State"/> found it at another time, which may be off.</summary>
    internal AutocastScope(bool cuda, (int Enabled, int Type) state)
    {
        _cuda = cuda ? 1 : 0;
        fixed (int* before = _before) NativeMethods.Check(NativeMethods.mim_autocast_enter(_cuda, state.Enabled, state.Type, before), "autocast");
    }

    /// <summary>How autocast is set on this thread.</summary>
    internal static (int Enabled, int Type) State(bool cuda)
    {
        var state = stackalloc int[2];
        NativeMethods.mim_autocast_state(cuda ? 1 : 0, state);
        return (state[0], state[1]);
    }

    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        fixed (int* before = _before) NativeMethods.Check(NativeMethods.mim_autocast_leave(_cuda, before), "autocast");
    }
}
