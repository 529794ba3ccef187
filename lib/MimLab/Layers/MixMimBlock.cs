using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// A block of MixMIM's encoder (MixMIM section 3): attention within plain windows, never shifted as Swin's are, then a
/// perceptron, each behind a norm and beside a shortcut. A mask keeps the tokens of two mixed images apart.
/// </summary>
public sealed class MixMimBlock : Module<Tensor, Tensor?, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly LayerNorm norm1;
    private readonly WindowAttention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;
    private readonly DropPath dropPath;

    /// <summary>A block.</summary>
    /// <param name="width">D.</param>
    /// <param name="heads">Attention heads; divide <paramref name="width"/>.</param>
    /// <param name="grid">Its windows, without a shift.</param>
    /// <param name="hiddenWidth">Hidden width of its perceptron.</param>
    /// <param name="qkvBias">Whether queries, keys and values have a bias.</param>
    /// <param name="dropPath">Probability that a sample skips a branch in training.</param>
    /// <param name="normEpsilon">Added to the variance by the layer norms.</param>
    public MixMimBlock(int width, int heads, WindowGrid grid, int hiddenWidth, bool qkvBias, double dropPath, double normEpsilon) : base(nameof(MixMimBlock))
    {
        norm1 = LayerNorm(width, normEpsilon);
        attn = new WindowAttention(width, heads, grid, qkvBias);
        norm2 = LayerNorm(width, normEpsilon);
        mlp = new Mlp(width, hiddenWidth);
        this.dropPath = new DropPath(dropPath);
        RegisterComponents();
    }

    /// <summary>[B, L, D] to [B, L, D].</summary>
    /// <param name="tokens">[B, L, D]</param>
    /// <param name="apart">[nW, N, N], added to the logits within each window, or null</param>
    public override Tensor forward(Tensor tokens, Tensor? apart)
    {
        using var scope = NewDisposeScope();
        var (start, normed) = Engine.AddNorm(tokens, norm1);                                                // tokens, and their norm
        var attended = attn.call(normed, apart);
        var (middle, inner) = Engine.AddNorm(start, norm2, attended, scale: dropPath.Draw(tokens));         // tokens + attended, and its norm
        return Engine.AddBranch(middle, mlp.call(inner), scale: dropPath.Draw(tokens)).MoveToOuterDisposeScope();
    }
}
