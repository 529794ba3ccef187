using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>PyTorch in .NET: a source-compatible subset of TorchSharp on MimLab's own binding to libtorch.</summary>
public static partial class torch
{
    /// <summary>The version of the libtorch that the shim was built for.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)NativeMethods.mim_version()) ?? "";

    public static int get_num_threads() => NativeMethods.Check(NativeMethods.mim_threads(), "get_num_threads");
    public static void set_num_threads(int num) => NativeMethods.Check(NativeMethods.mim_set_threads(num), $"set_num_threads({num})");
    public static int get_num_interop_threads() => NativeMethods.Check(NativeMethods.mim_interop_threads(), "get_num_interop_threads");
    public static void set_num_interop_threads(int num) => NativeMethods.Check(NativeMethods.mim_set_interop_threads(num), $"set_num_interop_threads({num})");

    public static bool are_deterministic_algorithms_enabled() => Get(NativeSwitch.Deterministic);

    /// <summary>Until the result is disposed, operators without a deterministic way throw (or warn).</summary>
    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false) => new DeterministicMode(mode, warn_only);

    private sealed class DeterministicMode : IDisposable
    {
        private readonly bool _before = are_deterministic_algorithms_enabled();

        internal DeterministicMode(bool mode, bool warnOnly) => Set(NativeSwitch.Deterministic, mode, warnOnly);

        public void Dispose() => Set(NativeSwitch.Deterministic, _before);
    }

    /// <summary>Every call has already thrown what went wrong; kept for TorchSharp's sake.</summary>
    public static void CheckForErrors()
    {
    }
}
