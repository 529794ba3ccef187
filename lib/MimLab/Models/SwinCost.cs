using MimLab.Backbones;
using MimLab.Layers;

namespace MimLab.Models;

/// <summary>What a Swin transformer costs, from its shape alone.</summary>
internal static class SwinCost
{
    /// <summary>
    /// Operations of the matrix products of one image, forward. The position bias of SwinV2 is left out: a batch computes it
    /// once.
    /// </summary>
    public static double EncoderFlops(SwinTransformerConfig shape)
    {
        var flops = ModelCost.EmbeddingFlops(shape);
        for (var stage = 0; stage < shape.Stages; stage++)
        {
            double width = shape.WidthOf(stage), tokens = (double)shape.SideOf(stage) * shape.SideOf(stage);
            flops += shape.Depths[stage] * BlockFlops(shape, stage);
            if (stage < shape.Stages - 1) flops += 2 * tokens / 4 * 4 * width * 2 * width;
        }
        return flops;
    }

    /// <summary>Operations of a block of a stage for one image, forward.</summary>
    public static double BlockFlops(SwinTransformerConfig shape, int stage)
    {
        double width = shape.WidthOf(stage), tokens = (double)shape.SideOf(stage) * shape.SideOf(stage), window = shape.WindowOf(stage);
        return ModelCost.BlockFlops(tokens, window * window, width, shape.HiddenWidthOf(stage));
    }

    /// <summary>Learned numbers of an encoder.</summary>
    public static long EncoderParameters(SwinTransformerConfig shape)
    {
        long width = shape.Width, last = shape.OutputWidth, positions = (long)shape.SideOf(0) * shape.SideOf(0);
        var count = ModelCost.PatchNumbers(shape) * width + width + (shape.PatchNorm ? 2 * width : 0)
            + (shape.AbsolutePositions ? positions * width : 0) + (shape.MaskToken ? width : 0) + 2 * last;
        var normAfter = shape is SwinTransformerV2Config;
        for (var stage = 0; stage < shape.Stages; stage++)
        {
            width = shape.WidthOf(stage);
            count += shape.Depths[stage] * BlockParameters(shape, stage);
            if (shape is SwinTransformerV2Config { ExtraNormPeriod: > 0 and var period }) count += shape.Depths[stage] / period * 2 * width;
            if (stage < shape.Stages - 1) count += 4 * width * 2 * width + 2 * (normAfter ? 2 : 4) * width;
        }
        return count;
    }

    /// <summary>Learned numbers of a block of a stage, without an extra norm.</summary>
    public static long BlockParameters(SwinTransformerConfig shape, int stage)
    {
        long width = shape.WidthOf(stage), hidden = shape.HiddenWidthOf(stage), heads = shape.Heads[stage], span = 2 * shape.WindowOf(stage) - 1;
        var v2 = shape is SwinTransformerV2Config;
        var position = v2 ? heads + CosineWindowAttention.BiasParameters(heads) : span * span * heads;
        return ModelCost.BlockParameters(width, hidden, !shape.QkvBias ? 0 : v2 ? 2 : 3) + position;
    }
}
