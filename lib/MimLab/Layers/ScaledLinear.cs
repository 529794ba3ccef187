using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Layer scale (CaiT section 2.2) folded into the linear layer in front of it: gamma (x W' + b) = x (gamma W)' + gamma b.
/// Scaling the weight instead of the result saves a pass over, and a copy of, every residual branch.
/// </summary>
internal static class ScaledLinear
{
    /// <summary>[..., in] to [..., out], each output channel times <paramref name="scale"/> [out] where there is one.</summary>
    public static Tensor Apply(Tensor x, Linear layer, Tensor? scale)
    {
        if (scale is null) return layer.call(x);
        var weight = layer.weight * scale.unsqueeze(1);
        var bias = layer.bias is null ? null : layer.bias * scale;
        return functional.linear(x, weight, bias);
    }
}
