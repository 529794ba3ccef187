using System.Runtime.InteropServices;
using System.Text;
using MimLab;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// A part of a model that backward runs again, and the circumstances it ran in: what a graph node of the shim holds on to.
/// </summary>
internal sealed unsafe class Recomputation
{
    private readonly Func<IReadOnlyList<Tensor>, Tensor> _part;
    private readonly Device _device;
    private readonly byte[] _random;
    private readonly (int Enabled, int Type) _autocast;

    private Recomputation(Func<IReadOnlyList<Tensor>, Tensor> part, Device device)
    {
        (_part, _device) = (part, device);
        _random = Engine.GetRngState(device);
        _autocast = AutocastScope.State(OnCuda);
    }

    private bool OnCuda => _device.type == DeviceType.CUDA;

    /// <summary>Runs a part without a graph of its own; see <see cref="Engine.Recomputed"/>.</summary>
    public static Tensor Run(Func<IReadOnlyList<Tensor>, Tensor> part, IReadOnlyList<Tensor> inputs, IEnumerable<Parameter> parameters)
    {
        Tensor[] variables = [.. inputs, .. parameters];
        if (!is_grad_enabled() || !variables.Any(variable => variable.requires_grad)) return part(inputs);
        var here = new Recomputation(part, inputs[0].device);
        Tensor output;
        using (no_grad()) output = part(inputs);

        nint[] handles = [.. variables.Select(variable => variable.Handle)];
        Slot slot;
        fixed (nint* first = handles)
        {
            var context = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(here));
            int status = NativeMethods.mim_recompute(output.Handle, first, handles.Length, inputs.Count, &Again, &Free, context, &slot);
            NativeMethods.Check(status, "recompute");
        }
        GC.KeepAlive(variables);
        var result = Tensor.Adopt(in slot);
        if (!inputs.Any(input => ReferenceEquals(input, output))) output.Dispose();
        return result;
    }

    private nint Again(Tensor[] inputs)
    {
        var now = Engine.GetRngState(_device);
        Engine.SetRngState(_device, _random);
        try
        {
            using var autocast = new AutocastScope(OnCuda, _autocast);
            return NativeMethods.mim_retain(_part(inputs).Handle);
        }
        finally
        {
            Engine.SetRngState(_device, now);
        }
    }

    // Called by backward, on the thread that it runs on, with gradients recorded. Exceptions must not cross into native code.
    [UnmanagedCallersOnly]
    private static void* Again(void* context, void** inputs, int count)
    {
        try
        {
            using var scope = NewDisposeScope();
            var here = (Recomputation)GCHandle.FromIntPtr((nint)context).Target!;
            var tensors = new Tensor[count];
            for (int i = 0; i < count; i++) tensors[i] = Tensor.UnsafeCreateTensor(NativeMethods.mim_retain((nint)inputs[i]));
            return (void*)here.Again(tensors);
        }
        catch (Exception e)
        {
            fixed (byte* message = Encoding.UTF8.GetBytes($"a checkpointed part failed when backward ran it again: {e.Message}\0")) NativeMethods.mim_set_error(message);
            return null;
        }
    }

    [UnmanagedCallersOnly]
    private static void Free(void* context) => GCHandle.FromIntPtr((nint)context).Free();
}
