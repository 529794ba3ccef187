using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab;

/// <summary>
/// What MimLab needs beyond TorchSharp, as plain fallbacks for a build on the official package.
/// A build on lib/Torch has the same class there, with the real thing.
/// </summary>
[SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The signatures are those of the class in lib/Torch.")]
public static partial class Engine
{
    /// <summary>The binding this build uses.</summary>
    public static string Name => "TorchSharp";

    /// <summary>Version of libtorch as TorchSharp reports it.</summary>
    public static string LibtorchVersion => torch.__version__;

    /// <summary>Folder of the loaded libtorch_cpu, or an empty string when no such library is loaded.</summary>
    public static string LibtorchPath
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            var module = process.Modules.Cast<ProcessModule>().FirstOrDefault(m => m.ModuleName.Contains("torch_cpu", StringComparison.Ordinal));
            return Path.GetDirectoryName(module?.FileName) ?? "";
        }
    }

    /// <summary>Always false: TorchSharp does not say which operators its libtorch has.</summary>
    public static bool HasOperator(string name, string overload = "") => false;

    /// <summary>Threads inside one operator.</summary>
    public static int Threads
    {
        get => torch.get_num_threads();
        set => torch.set_num_threads(value);
    }

    /// <summary>Always false: mixed precision needs autocast, which TorchSharp lacks.</summary>
    public static bool SupportsBFloat16Matmul(Device device) => false;

    /// <summary>Not available on TorchSharp.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static IDisposable Autocast(DeviceType device, ScalarType dtype) =>
        throw new NotSupportedException("Autocast is not available when MimLab is built on TorchSharp: set \"precision\" to \"fp32\", or build with Engine=Torch.");

    /// <summary>Always null: attention is composed of TorchSharp's operators.</summary>
    public static Tensor? FusedAttention(
        Tensor qkv, int heads, double scale, Tensor? bias = null, Tensor? places = null, Tensor? mask = null, Tensor? temperature = null) => null;

    /// <summary>Always null: local normalisation is composed of TorchSharp's operators.</summary>
    public static Tensor? FusedLocalNormalisation(Tensor images, int window) => null;

    /// <summary>The sum of |predicted - truth| over the last axis: [..., D] to [...].</summary>
    public static Tensor AbsoluteErrors(Tensor predicted, Tensor truth) => (predicted - truth).abs().sum(-1);

    /// <summary>The sum of (predicted - truth)^2 over the last axis: [..., D] to [...].</summary>
    public static Tensor SquaredErrors(Tensor predicted, Tensor truth) => (predicted - truth).square().sum(-1);

    /// <summary>AdamW over <paramref name="groups"/>, one parameter at a time.</summary>
    public static IFusedAdamW CreateAdamW(IReadOnlyList<AdamWGroup> groups) => new PlainAdamW(groups);

    /// <summary>State of the CPU generator; empty for other devices, whose state TorchSharp does not expose.</summary>
    public static byte[] GetRngState(Device device)
    {
        if (device.type != DeviceType.CPU) return [];
        using var state = torch.get_rng_state();
        return state.data<byte>().ToArray();
    }

    /// <summary>Restores what <see cref="GetRngState"/> gave; an empty state changes nothing.</summary>
    public static void SetRngState(Device device, ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty) return;
        if (device.type != DeviceType.CPU) throw new NotSupportedException("TorchSharp restores the generator of the CPU only.");
        using var tensor = torch.tensor(state.ToArray(), ScalarType.Byte);
        torch.set_rng_state(tensor);
    }

    /// <summary>
    /// Runs part of a model as it is: here everything its gradient needs stays in memory, and the gradients are those that the
    /// real thing in lib/Torch comes to by running the part again in backward.
    /// </summary>
    public static Tensor Recomputed(Func<IReadOnlyList<Tensor>, Tensor> part, IReadOnlyList<Tensor> inputs, IEnumerable<Parameter> parameters) => part(inputs);

    /// <summary>Always -1: TorchSharp does not count native bytes.</summary>
    public static long AllocatedBytes => -1;
}
