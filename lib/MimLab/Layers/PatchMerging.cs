using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Halves the sides of a token map between two stages: four neighbours become one token of twice the width (Swin section 3.1).
/// Swin normalises the four before the linear layer, SwinV2 its result after it.
/// </summary>
public sealed class PatchMerging : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Linear reduction;
    private readonly LayerNorm norm;
    private readonly int side;
    private readonly bool normAfter;

    /// <summary>Merging of a map.</summary>
    /// <param name="side">Tokens per side of the map; even.</param>
    /// <param name="width">D</param>
    /// <param name="normAfter">Whether the norm comes after the linear layer, as in SwinV2.</param>
    /// <param name="normEpsilon">Added to the variance by the norm.</param>
    public PatchMerging(int side, int width, bool normAfter, double normEpsilon = 1e-5) : base(nameof(PatchMerging))
    {
        if (side % 2 != 0) throw new UserError($"Patches merge two by two, but a stage has {side} tokens per side: make imageSize a multiple of patchSize 2^(stages - 1).");
        this.side = side;
        this.normAfter = normAfter;
        reduction = Linear(4 * width, 2 * width, hasBias: false);
        norm = LayerNorm(normAfter ? 2 * width : 4 * width, normEpsilon);
        RegisterComponents();
    }

    /// <summary>[B, L, D] to [B, L / 4, 2 D].</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        long batch = tokens.size(0), width = tokens.size(2), half = side / 2;
        var merged = tokens.view([batch, half, 2, half, 2, width])  // [B, h, i, w, j, D]
            .permute(0, 1, 3, 4, 2, 5)                              // columns before rows: the official order of the four
            .reshape(batch, half * half, 4 * width);
        var output = normAfter ? norm.call(reduction.call(merged)) : reduction.call(Engine.AddNorm(merged, norm).Normed);
        return output.MoveToOuterDisposeScope();
    }
}
