using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>A block of Swin (section 3.2): x + attention(norm(x)) within windows, then x + mlp(norm(x)).</summary>
public sealed class SwinBlock : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Tensor? attn_mask; // [nW, N, N]; absent without a shift
    private readonly LayerNorm norm1;
    private readonly WindowAttention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;
    private readonly DropPath dropPath;

    /// <summary>A block.</summary>
    /// <param name="width">D.</param>
    /// <param name="grid">Its windows.</param>
    /// <param name="attention">Its attention, made for these windows.</param>
    /// <param name="hiddenWidth">Hidden width of its perceptron.</param>
    /// <param name="dropPath">Probability that a sample skips a branch in training.</param>
    /// <param name="normEpsilon">Added to the variance by the layer norms.</param>
    public SwinBlock(int width, WindowGrid grid, WindowAttention attention, int hiddenWidth, double dropPath = 0, double normEpsilon = 1e-5) : base(nameof(SwinBlock))
    {
        attn_mask = grid.Mask();
        norm1 = LayerNorm(width, normEpsilon);
        attn = attention;
        norm2 = LayerNorm(width, normEpsilon);
        mlp = new Mlp(width, hiddenWidth);
        this.dropPath = new DropPath(dropPath);
        RegisterComponents();
    }

    /// <summary>[B, L, D] to [B, L, D].</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (start, normed) = Engine.AddNorm(tokens, norm1);                                                // tokens, and their norm
        var attended = attn.call(normed, attn_mask);
        var (middle, inner) = Engine.AddNorm(start, norm2, attended, scale: dropPath.Draw(tokens));         // tokens + attended, and its norm
        return Engine.AddBranch(middle, mlp.call(inner), scale: dropPath.Draw(tokens)).MoveToOuterDisposeScope();
    }
}
