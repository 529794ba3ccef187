using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>
/// SwinV2 (Liu et al. 2022, arXiv 2111.09883): norms behind the branches, cosine attention, and a position bias computed from logarithmic
/// offsets. Parameter names are those of the released checkpoints.
/// <para>Differs from the paper, as the released code does: no extra norm on the main branch every six blocks in the sizes H and G.</para>
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

    private static nn.Module<Tensor, Tensor> NewBlock(SwinTransformerConfig config, int stage, WindowGrid grid, double dropPath)
    {
        var pretrained = config is SwinTransformerV2Config { PretrainedWindows: { Count: > 0 } windows } ? windows[stage] : 0;
        var attention = new CosineWindowAttention(config.WidthOf(stage), config.Heads[stage], grid, config.QkvBias, pretrained);
        return new SwinBlockV2(config.WidthOf(stage), grid, attention, config.HiddenWidthOf(stage), dropPath, config.NormEpsilon);
    }
}
