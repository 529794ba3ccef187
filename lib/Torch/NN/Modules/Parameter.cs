using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module registers as trained and an optimizer changes.</summary>
public class Parameter : Tensor
{
    /// <summary>
    /// Makes a parameter of a tensor's data and takes it over: the given object is as good as disposed afterwards.
    /// </summary>
    /// <param name="data">The initial value, usually a fresh leaf; of a computed tensor only the value is taken.</param>
    /// <param name="requires_grad">Whether gradients are accumulated for it.</param>
    public Parameter(Tensor data, bool requires_grad = true) : base(TakeLeaf(data, requires_grad)) { }

    private static IntPtr TakeLeaf(Tensor data, bool requiresGrad)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.is_leaf)
        {
            var leaf = data.detach();
            data.Dispose();
            data = leaf;
        }
        data.requires_grad = requiresGrad;
        return data.DecoupleFromNativeHandle();
    }
}
