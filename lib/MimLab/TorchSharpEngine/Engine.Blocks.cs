using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab;

// The element-wise parts of a transformer block, written out: lib/Torch has them as operators of one pass each.
public static partial class Engine
{
    /// <summary>The residual stream and what the next branch reads: x + scale gamma branch, and the norm of that.</summary>
    /// <param name="x">The stream [B, ..., D]</param>
    /// <param name="norm">Over D.</param>
    /// <param name="branch">What is added to the stream, of its shape; nothing if null</param>
    /// <param name="gamma">Layer scale [D], or null for ones</param>
    /// <param name="scale">What each sample's branch counts [B], or null for ones</param>
    public static (Tensor Sum, Tensor Normed) AddNorm(Tensor x, LayerNorm norm, Tensor? branch = null, Tensor? gamma = null, Tensor? scale = null)
    {
        var sum = branch is null ? x.alias() : AddBranch(x, branch, gamma, scale);
        return (sum, norm.call(sum));
    }

    /// <summary>x + scale gamma branch; the parameters are those of <see cref="AddNorm"/>.</summary>
    public static Tensor AddBranch(Tensor x, Tensor branch, Tensor? gamma = null, Tensor? scale = null)
    {
        var added = gamma is null ? branch : branch * gamma;
        if (scale is null) return x + added;
        var shape = Enumerable.Repeat(1L, x.shape.Length).ToArray();
        shape[0] = -1;
        return x + added * scale.view(shape);
    }

    /// <summary>x + scale norm(branch), SwinV2's residual stream; the parameters are those of <see cref="AddNorm"/>.</summary>
    public static Tensor AddNormed(Tensor x, LayerNorm norm, Tensor branch, Tensor? scale = null) => AddBranch(x, norm.call(branch), null, scale);

    /// <summary>A tensor for both of a block's ways, the residual stream and the branch: the same twice.</summary>
    public static (Tensor Stream, Tensor Branch) Fork(Tensor x) => (x, x);

    /// <summary>second(gelu(first(x))) with the exact (erf) GELU: [..., in] to [..., out].</summary>
    public static Tensor Perceptron(Tensor x, Linear first, Linear second) => second.call(nn.functional.gelu(first.call(x)));
}
