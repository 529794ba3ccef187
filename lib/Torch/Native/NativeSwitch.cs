namespace TorchSharp;

/// <summary>Process-wide settings of libtorch; the numbers are those of the shim's <c>Switch</c>.</summary>
internal enum NativeSwitch
{
    MatmulTf32, CudnnTf32, CudnnBenchmark, Deterministic, FlashAttention, MathAttention,
}
