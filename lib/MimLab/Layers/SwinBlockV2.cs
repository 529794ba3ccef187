using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// A block of SwinV2 (section 3.2, "res-post-norm"): x + norm(attention(x)) within windows, then x + norm(mlp(x)), so that no
/// branch grows with depth. These norms' weights start at 0: a new block is the identity.
/// </summary>
public sealed class SwinBlockV2 : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Tensor? attn_mask; // [nW, N, N]; absent without a shift
    private readonly LayerNorm norm1;
    private readonly CosineWindowAttention attn;
    private readonly LayerNorm norm2;
    private readonly LayerNorm? norm3;  // on the main branch, in every sixth block of the largest sizes
    private readonly Mlp mlp;
    private readonly DropPath dropPath;

    /// <summary>A block.</summary>
    /// <param name="width">D.</param>
    /// <param name="grid">Its windows.</param>
    /// <param name="attention">Its attention, made for these windows.</param>
    /// <param name="hiddenWidth">Hidden width of its perceptron.</param>
    /// <param name="dropPath">Probability that a sample skips a branch in training.</param>
    /// <param name="normEpsilon">Added to the variance by the layer norms.</param>
    /// <param name="extraNorm">Whether what leaves the block is normalised: SwinV2-H and -G, section 3.5.</param>
    public SwinBlockV2(int width, WindowGrid grid, CosineWindowAttention attention, int hiddenWidth, double dropPath = 0, double normEpsilon = 1e-5,
        bool extraNorm = false) : base(nameof(SwinBlockV2))
    {
        attn_mask = grid.Mask();
        norm1 = LayerNorm(width, normEpsilon);
        attn = attention;
        norm2 = LayerNorm(width, normEpsilon);
        if (extraNorm) norm3 = LayerNorm(width, normEpsilon);
        mlp = new Mlp(width, hiddenWidth);
        this.dropPath = new DropPath(dropPath);
        RegisterComponents();
    }

    /// <summary>Sets the norms to zero, as they start.</summary>
    internal void SilenceBranches()
    {
        using var frozen = no_grad();
        init.zeros_(norm1.weight);
        init.zeros_(norm2.weight);
    }

    /// <summary>[B, L, D] to [B, L, D].</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (stream, input) = Engine.Fork(tokens);
        var middle = Engine.AddNormed(stream, norm1, attn.call(input, attn_mask), dropPath.Draw(tokens));   // tokens + norm(attended)
        (stream, input) = Engine.Fork(middle);
        var output = Engine.AddNormed(stream, norm2, mlp.call(input), dropPath.Draw(tokens));               // middle + norm(mlp(middle))
        return (norm3 is null ? output : norm3.call(output)).MoveToOuterDisposeScope();
    }
}
