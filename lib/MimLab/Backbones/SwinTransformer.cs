using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>
/// The Swin transformer (Liu et al. 2021, arXiv 2103.14030): attention within windows, shifted by half a window in every second
/// block, and four neighbours merged into one token between stages. Parameter names are those of the released checkpoints.
/// </summary>
public sealed class SwinTransformer : WindowTransformer
{
    /// <summary>A new encoder with the released initialisation.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public SwinTransformer(SwinTransformerConfig config) : base(nameof(SwinTransformer), config, NewBlock, normAfterMerging: false) { }

    private static nn.Module<Tensor, Tensor> NewBlock(SwinTransformerConfig config, int stage, int index, WindowGrid grid, double dropPath)
    {
        var attention = new WindowAttention(config.WidthOf(stage), config.Heads[stage], grid, config.QkvBias);
        return new SwinBlock(config.WidthOf(stage), grid, attention, config.HiddenWidthOf(stage), dropPath, config.NormEpsilon);
    }
}
