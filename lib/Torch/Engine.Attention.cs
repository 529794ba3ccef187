using TorchSharp;
using static TorchSharp.torch;

namespace MimLab;

public static partial class Engine
{
    private static readonly Operator AttentionOperator = "mimlab::attention";

    /// <summary>
    /// Multi-head attention in one operator, with nothing of the size of the attention weights in memory: forward keeps two
    /// numbers a row, from which backward makes the weights again (Dao et al. 2022, arXiv 2205.14135). Products of bfloat16 add
    /// up in float32, and so does the softmax. The result does not depend on the number of threads.
    /// </summary>
    /// <param name="qkv">Queries, keys and values side by side [B, L, 3 D], float32 or bfloat16 on the CPU.</param>
    /// <param name="heads">Heads, which divide D.</param>
    /// <param name="scale">What products of queries and keys are multiplied by.</param>
    /// <param name="bias">Added to the logits [heads, N, N], or null.</param>
    /// <param name="places">
    /// Windows as the token at each place [W, N], int32, each of the L tokens once; null for one window of all in order.
    /// </param>
    /// <param name="mask">
    /// Added to the logits of a window [W, N, N], or null; it has no gradient, and one that asks for it is an error.
    /// </param>
    /// <param name="temperature">
    /// Makes the logits the cosine of query and key times a number of each head [heads], without the scale; or null.
    /// </param>
    /// <returns>
    /// [B, L, D], heads side by side; null where there is no such operator for the tensor, and the caller composes it.
    /// </returns>
    public static Tensor? FusedAttention(
        Tensor qkv, int heads, double scale, Tensor? bias = null, Tensor? places = null, Tensor? mask = null, Tensor? temperature = null) =>
        qkv.device_type == DeviceType.CPU && qkv.dtype is ScalarType.Float32 or ScalarType.BFloat16
            ? AttentionOperator.Call(qkv, places, bias, mask, temperature, heads, scale)
            : null;
}
