using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// A stage of <see cref="InverseSwinHead"/>: blocks at one resolution, then, except in its last one, each token unfolds into four
/// of half the width.
/// </summary>
internal sealed class InverseSwinStage : Module<Tensor, Tensor>
{
    private readonly ModuleList<SwinBlock> blocks;
    private readonly Linear? unfold;
    private readonly LayerNorm? norm;
    private readonly int side;

    public InverseSwinStage(SwinBlock[] blocks, int side, int width, bool unfolds, double normEpsilon) : base(nameof(InverseSwinStage))
    {
        this.side = side;
        this.blocks = new ModuleList<SwinBlock>(blocks);
        if (unfolds)
        {
            unfold = Linear(width, 2 * width, hasBias: false);
            norm = LayerNorm(width / 2, normEpsilon);
        }
        RegisterComponents();
    }

    /// <summary>[B, L, D] to [B, 4 L, D / 2], or [B, L, D] in the last stage.</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks) tokens = block.call(tokens);
        return (unfold is null ? tokens : norm!.call(Unfold(unfold.call(tokens), side, 2))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Tokens that each hold a square of f x f smaller ones, row by row, into a larger map: [B, s s, f f D] to [B, (s f) (s f),
    /// D].
    /// </summary>
    public static Tensor Unfold(Tensor tokens, int side, int factor)
    {
        long batch = tokens.size(0), width = tokens.size(2) / factor / factor;
        return tokens.view([batch, side, side, factor, factor, width])
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(batch, (long)side * factor * side * factor, width);
    }
}
