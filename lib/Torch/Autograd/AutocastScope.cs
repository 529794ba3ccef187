using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Autocast on one kind of device, from its making to its disposal, on one thread.</summary>
internal sealed unsafe class AutocastScope : IDisposable
{
    private readonly int _cuda;
    private readonly int[] _before = new int[2];
    private bool _ended;

    internal AutocastScope(bool cuda, ScalarType dtype)
    {
        _cuda = cuda ? 1 : 0;
        fixed (int* before = _before) NativeMethods.Check(NativeMethods.mim_autocast_enter(_cuda, 1, (int)dtype, before), "autocast");
    }

    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        fixed (int* before = _before) NativeMethods.Check(NativeMethods.mim_autocast_leave(_cuda, before), "autocast");
    }
}
