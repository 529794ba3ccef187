using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>
/// SwinV2 (Liu et al. 2022, arXiv 2111.09883): norms behind the branches, cosine attention, and a position bias computed from
/// logarithmic offsets. Parameter names are those of the released checkpoints.
/// <para>In the sizes H and G the main branch is normalised behind every sixth block (section 3.5). The paper does not say how it
/// counts, and the released code has no such norm: here, as in mmpretrain, the blocks of each stage are counted apart, and the
/// norm is named <c>norm3</c>.</para>
/// </summary>
public sealed class SwinTransformerV2 : WindowTransformer
{
    /// <summary>A new encoder with the released initialisation: every block begins as the identity.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public SwinTransformerV2(SwinTransformerV2Config config) : base(nameof(SwinTransformerV2), config, NewBlock, normAfterMerging: true)
    {
        foreach (var (_, module) in named_modules())
            if (module is SwinBlockV2 block) block.SilenceBranches();
    }

    private static nn.Module<Tensor, Tensor> NewBlock(SwinTransformerConfig config, int stage, int index, WindowGrid grid, double dropPath)
    {
        var second = (SwinTransformerV2Config)config;
        var pretrained = second.PretrainedWindows is { Count: > 0 } windows ? windows[stage] : 0;
        var attention = new CosineWindowAttention(config.WidthOf(stage), config.Heads[stage], grid, config.QkvBias, pretrained);
        return new SwinBlockV2(config.WidthOf(stage), grid, attention, config.HiddenWidthOf(stage), dropPath, config.NormEpsilon, second.HasExtraNorm(index));
    }
}
