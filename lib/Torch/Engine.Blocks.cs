using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab;

// The element-wise parts of a transformer block. On the CPU, in float32 and bfloat16, each is one pass over memory forward and
// one backward (native/residual.cpp, post_norm.cpp, perceptron.cpp, fork.cpp); elsewhere the same operators are composed of
// libtorch's.
public static partial class Engine
{
    private static readonly Operator AddNormOperator = new("mimlab::add_norm");
    private static readonly Operator AddBranchOperator = new("mimlab::add_branch");
    private static readonly Operator AddNormedOperator = new("mimlab::add_normed");
    private static readonly Operator ForkOperator = new("mimlab::fork");
    private static readonly Operator PerceptronOperator = new("mimlab::perceptron");

    /// <summary>
    /// The residual stream and what the next branch reads: x + scale gamma branch, and the norm of that. Under autocast on the
    /// CPU the stream is float32, the norm has autocast's type.
    /// </summary>
    /// <param name="x">The stream [B, ..., D]</param>
    /// <param name="norm">Over D, with weight and bias.</param>
    /// <param name="branch">What is added to the stream, of its shape; nothing if null</param>
    /// <param name="gamma">Layer scale [D], or null for ones</param>
    /// <param name="scale">What each sample's branch counts [B], without a gradient of its own, or null for ones</param>
    public static (Tensor Sum, Tensor Normed) AddNorm(Tensor x, LayerNorm norm, Tensor? branch = null, Tensor? gamma = null, Tensor? scale = null) =>
        AddNormOperator.CallPair(x, branch, gamma, scale, norm.weight, norm.bias, norm.eps, AutocastType(x));

    /// <summary>x + scale gamma branch; the parameters are those of <see cref="AddNorm"/>.</summary>
    public static Tensor AddBranch(Tensor x, Tensor branch, Tensor? gamma = null, Tensor? scale = null) =>
        AddBranchOperator.Call(x, branch, gamma, scale);

    /// <summary>
    /// x + scale norm(branch), SwinV2's residual stream. Under autocast on the CPU the stream is float32.
    /// </summary>
    /// <param name="x">The stream [B, ..., D]</param>
    /// <param name="norm">Over D, with weight and bias.</param>
    /// <param name="branch">Of the stream's shape</param>
    /// <param name="scale">What each sample's branch counts [B], without a gradient of its own, or null for ones</param>
    public static Tensor AddNormed(Tensor x, LayerNorm norm, Tensor branch, Tensor? scale = null) =>
        AddNormedOperator.Call(x, branch, scale, norm.weight, norm.bias, norm.eps, AutocastType(x) is not null);

    /// <summary>
    /// A tensor for both of a block's ways: as it is for the residual stream, and in the type of matrix products for the branch
    /// that begins with one. The same twice without autocast. Under autocast on the CPU the gradients of the two are added in one
    /// pass.
    /// </summary>
    /// <param name="x">[...]</param>
    public static (Tensor Stream, Tensor Branch) Fork(Tensor x) =>
        x.dtype == ScalarType.Float32 && AutocastType(x) is { } type and not ScalarType.Float32 ? ForkOperator.CallPair(x, type) : (x, x);

    /// <summary>
    /// second(gelu(first(x))) with the exact (erf) GELU: [..., in] to [..., out]. Its gradient needs x and what the first layer
    /// makes of it; the activation is computed again.
    /// </summary>
    /// <param name="x">[..., in]</param>
    /// <param name="first">in to hidden, with a bias.</param>
    /// <param name="second">hidden to out, with a bias.</param>
    public static Tensor Perceptron(Tensor x, Linear first, Linear second) =>
        PerceptronOperator.Call(x, first.weight, first.bias, second.weight, second.bias, AutocastType(x));

    /// <summary>
    /// The type that matrix products on the CPU run in, or null for their arguments' own. Autocast leaves float64 as it is.
    /// </summary>
    internal static ScalarType? AutocastType(Tensor x) =>
        x.device_type == DeviceType.CPU && x.dtype != ScalarType.Float64 && AutocastScope.State(cuda: false) is (1, var type) ? (ScalarType)type : null;
}
