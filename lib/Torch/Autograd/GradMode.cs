namespace TorchSharp;

public static partial class torch
{
    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        internal GradMode(bool enabled) => NativeMethods.mim_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.mim_set_grad_enabled(_before ? 1 : 0);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _guard = NativeMethods.Check(NativeMethods.mim_inference_enter(enabled ? 1 : 0), "inference_mode");

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _guard, 0) is var guard && guard != 0) NativeMethods.mim_inference_leave(guard);
        }
    }

    /// <summary>Until the result is disposed, this thread's operations are not recorded for gradients.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Until the result is disposed, this thread's operations are recorded (or not).</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>
    /// Like <see cref="no_grad"/>, and what is made meanwhile can never take part in a gradient. Dispose on the same thread.
    /// </summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_grad_enabled() => NativeMethods.mim_grad_enabled() != 0;
    public static bool is_inference_mode_enabled() => NativeMethods.mim_inference_enabled() != 0;
}
