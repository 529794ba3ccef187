using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab;

/// <summary>
/// What MimLab needs beyond TorchSharp. A build on the official package has the same class in lib/MimLab, with plain fallbacks.
/// </summary>
public static partial class Engine
{
    /// <summary>The binding this build uses.</summary>
    public static string Name => "MimLab.Torch";

    /// <summary>Version of the libtorch that the native library was built for.</summary>
    public static string LibtorchVersion => __version__;

    /// <summary>Folder of the loaded libtorch_cpu.</summary>
    public static unsafe string LibtorchPath =>
        Path.GetDirectoryName(Path.GetFullPath(Marshal.PtrToStringUTF8((nint)NativeMethods.mim_library_path()) ?? "")) ?? "";

    /// <summary>
    /// Whether the installed libtorch has an operator: <c>HasOperator("add", "Tensor")</c>, <c>HasOperator("mimlab::name")</c>.
    /// </summary>
    public static bool HasOperator(string name, string overload = "") => new Operator(overload.Length == 0 ? name : $"{name}.{overload}").Exists;

    /// <summary>Threads inside one operator.</summary>
    public static int Threads
    {
        get => get_num_threads();
        set => set_num_threads(value);
    }

    /// <summary>Whether matrix products of bfloat16 run on hardware made for them.</summary>
    public static bool SupportsBFloat16Matmul(Device device) => device.type switch
    {
        DeviceType.CUDA => cuda.is_available(),
        DeviceType.CPU => CpuHasBFloat16.Value,
        _ => false,
    };

    private static readonly Lazy<bool> CpuHasBFloat16 = new(() =>
    {
        if (!File.Exists("/proc/cpuinfo")) return false;
        string? flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return flags is not null && (flags.Contains(" amx_bf16") || flags.Contains(" avx512_bf16"));
    });

    /// <summary>
    /// Until the result is disposed, this thread's matrix products and convolutions on the device run in
    /// <paramref name="dtype"/>, and what needs the range of float32 (layer norm among it) runs in that. Wrap the forward pass
    /// and the loss, not the backward pass.
    /// </summary>
    /// <exception cref="NotSupportedException">The device or the type has no mixed precision.</exception>
    public static IDisposable Autocast(DeviceType device, ScalarType dtype)
    {
        if (device is not (DeviceType.CPU or DeviceType.CUDA)) throw new NotSupportedException($"Autocast knows the CPU and CUDA, not {device}.");
        if (dtype != ScalarType.BFloat16 && !(device == DeviceType.CUDA && dtype == ScalarType.Float16))
            throw new NotSupportedException($"Autocast on {device} takes bfloat16{(device == DeviceType.CUDA ? " or float16" : "")}, not {dtype}.");
        return new AutocastScope(device == DeviceType.CUDA, dtype);
    }

    /// <summary>
    /// AdamW over <paramref name="groups"/>, all parameters in one native call; clipping takes one more, for the norm.
    /// </summary>
    public static IFusedAdamW CreateAdamW(IReadOnlyList<AdamWGroup> groups) => new FusedAdamW(groups);

    /// <summary>State of the default generator of a device.</summary>
    public static byte[] GetRngState(Device device)
    {
        using var generator = Generator.DefaultFor(device);
        using var state = generator.get_state();
        return state.data<byte>().ToArray();
    }

    /// <summary>Restores what <see cref="GetRngState"/> gave; an empty state changes nothing.</summary>
    /// <exception cref="TorchException">The state is not one of this kind of generator.</exception>
    public static void SetRngState(Device device, ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty) return;
        using var generator = Generator.DefaultFor(device);
        using var tensor = FromSpan(state, [state.Length], ScalarType.Byte, CPU, false);
        generator.set_state(tensor);
    }

    /// <summary>
    /// Runs part of a model without keeping what its gradient needs (activation checkpointing): backward runs the part again,
    /// with the same random numbers and the same autocast, and comes to the same gradients. For a third more work, memory holds
    /// the inputs alone. Where no gradient is recorded, the part simply runs.
    /// </summary>
    /// <param name="part">A function of the inputs and the parameters alone; its result is a new tensor.</param>
    /// <param name="inputs">Its inputs, the first on the device that random numbers are drawn on.</param>
    /// <param name="parameters">The parameters it uses: one that is left out gets no gradient.</param>
    /// <returns>What the part returns. A second derivative through it is refused.</returns>
    public static Tensor Recomputed(Func<IReadOnlyList<Tensor>, Tensor> part, IReadOnlyList<Tensor> inputs, IEnumerable<Parameter> parameters) =>
        Recomputation.Run(part, inputs, parameters);

    /// <summary>
    /// Bytes of tensor storage that live tensor objects own; what only a graph or a library holds is not in it.
    /// </summary>
    public static long AllocatedBytes => NativeBytes.Alive;
}
