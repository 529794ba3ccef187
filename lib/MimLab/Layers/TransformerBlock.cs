using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// A pre-norm transformer block: x + gamma_1 attention(norm(x)), then x + gamma_2 mlp(norm(x)); the gammas are layer scale
/// (CaiT section 2.2) and absent where the configuration has none.
/// </summary>
public sealed class TransformerBlock : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Parameter? gamma_1; // [D]
    private readonly Parameter? gamma_2; // [D]
    private readonly LayerNorm norm1;
    private readonly Attention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;
    private readonly DropPath dropPath;

    /// <summary>A block.</summary>
    /// <param name="width">D.</param>
    /// <param name="attention">Its attention.</param>
    /// <param name="perceptron">Its two-layer perceptron.</param>
    /// <param name="layerScale">What the layer scale starts from, or null for none.</param>
    /// <param name="dropPath">Probability that a sample skips a branch in training.</param>
    /// <param name="normEpsilon">Added to the variance by the layer norms.</param>
    public TransformerBlock(int width, Attention attention, Mlp perceptron, double? layerScale, double dropPath, double normEpsilon)
        : base(nameof(TransformerBlock))
    {
        if (layerScale is { } scale)
        {
            gamma_1 = new Parameter(full(width, scale));
            gamma_2 = new Parameter(full(width, scale));
        }
        norm1 = LayerNorm(width, normEpsilon);
        attn = attention;
        norm2 = LayerNorm(width, normEpsilon);
        mlp = perceptron;
        this.dropPath = new DropPath(dropPath);
        RegisterComponents();
    }

    /// <summary>
    /// Divides the last layer of both branches by sqrt(2 layer), layers counted from 1 (SimMIM's and BEiT's initialisation).
    /// </summary>
    internal void ScaleDown(int layer)
    {
        using var frozen = no_grad();
        attn.Output.weight.div_(Math.Sqrt(2.0 * layer));
        mlp.Output.weight.div_(Math.Sqrt(2.0 * layer));
    }

    /// <summary>[B, N, D] to [B, N, D].</summary>
    public override Tensor forward(Tensor x) => Run(x, null).Output;

    /// <summary>The block with a shared position bias; weights are kept only when asked for.</summary>
    /// <param name="x">[B, N, D]</param>
    /// <param name="sharedBias">[heads, N, N] or null</param>
    /// <param name="keepWeights">Whether to return the attention weights [B, heads, N, N].</param>
    internal (Tensor Output, Tensor? Weights) Run(Tensor x, Tensor? sharedBias, bool keepWeights = false)
    {
        using var scope = NewDisposeScope();
        var (start, normed) = Engine.AddNorm(x, norm1);                                             // x, and its norm
        var attended = attn.Attend(normed, sharedBias);
        var (middle, inner) = Engine.AddNorm(start, norm2, attended, gamma_1, dropPath.Draw(x));    // x + gamma_1 attended, and its norm
        var output = Engine.AddBranch(middle, mlp.call(inner), gamma_2, dropPath.Draw(x));
        return (output.MoveToOuterDisposeScope(), keepWeights ? attn.Weights(normed, sharedBias).MoveToOuterDisposeScope() : null);
    }
}
