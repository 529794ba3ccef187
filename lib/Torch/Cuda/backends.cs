namespace TorchSharp;

public static partial class torch
{
    /// <summary>Settings of the libraries beneath libtorch.</summary>
    public static class backends
    {
        public static class cuda
        {
            public static bool flash_sdp_enabled() => Get(NativeSwitch.FlashAttention);
            public static void enable_flash_sdp(bool enable) => Set(NativeSwitch.FlashAttention, enable);
            public static bool math_sdp_enabled() => Get(NativeSwitch.MathAttention);
            public static void enable_math_sdp(bool enable) => Set(NativeSwitch.MathAttention, enable);

            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => Get(NativeSwitch.MatmulTf32);
                    set => Set(NativeSwitch.MatmulTf32, value);
                }
            }
        }

        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => Get(NativeSwitch.CudnnTf32);
                set => Set(NativeSwitch.CudnnTf32, value);
            }
        }
    }

    private static bool Get(NativeSwitch which) => NativeMethods.Check(NativeMethods.mim_get_switch(which), which.ToString()) != 0;

    private static void Set(NativeSwitch which, bool value, bool warnOnly = false) =>
        NativeMethods.Check(NativeMethods.mim_set_switch(which, value ? 1 : 0, warnOnly ? 1 : 0), which.ToString());
}
