using MimLab.Backbones;
using MimLab.Heads;

namespace MimLab.Models;

/// <summary>The head <c>inverse-swin</c> from the settings of a recipe, and what it costs.</summary>
internal static class InverseSwinShape
{
    private const string Kind = "inverse-swin";

    /// <summary>Whether the settings ask for it.</summary>
    /// <exception cref="UserError">They do where it does not fit, or name its size and not itself.</exception>
    public static bool Covers(ModelSettings model, EncoderConfig encoder)
    {
        if (model.Head != Kind)
        {
            if (model.HeadSize is null) return false;
            throw new UserError($"model.headSize is {model.HeadSize}, but the head \"{model.Head}\" has no such size: leave it out, or set model.head to {Kind}.");
        }
        if (encoder is not SwinTransformerConfig)
            throw new UserError($"model.head is {Kind}, which unfolds what a Swin transformer merged, but model.backbone is \"{model.Backbone}\": use inverse-vit, or set model.backbone to swin or swinv2.");
        if (model.Target != "pixels") throw new UserError($"model.head is {Kind}, which predicts pixels, but model.target is \"{model.Target}\": set model.target to pixels.");
        foreach (var (key, value) in new[] { ("headWidth", model.HeadWidth), ("headDepth", model.HeadDepth), ("headHeads", model.HeadHeads) })
            if (value is not null) throw new UserError($"model.{key} is {value}, but the head {Kind} takes its shape from model.headSize: leave it out.");
        return true;
    }

    /// <summary>The head.</summary>
    /// <exception cref="UserError">The size is not one of Swin's, or has other stages than the encoder.</exception>
    public static HeadConfig Of(ModelSettings model, EncoderConfig encoder)
    {
        var behind = (SwinTransformerConfig)encoder;
        var size = model.HeadSize is { } name ? SwinTransformerSize.Named(name) : null;
        if (size is { IsV2: true }) throw new UserError($"model.headSize must be one of Swin's, Swin-T to Swin-L, but it is {size.Name}.");
        var (width, depths, heads) = size is null ? (behind.Width, behind.Depths, behind.Heads) : (size.Width, size.Depths, size.Heads);
        if (depths.Count != behind.Stages)
            throw new UserError($"model.headSize is {model.HeadSize}, which has {depths.Count} stages, but the encoder has {behind.Stages}: leave it out to mirror the encoder.");
        var head = new HeadConfig { Kind = Kind, Width = width, Depths = depths, Heads = heads[0], Window = behind.Window, MlpRatio = behind.MlpRatio, Colours = behind.Channels };
        head.Validate();
        return head;
    }

    /// <summary>Learned numbers.</summary>
    public static long Parameters(SimMimConfig model)
    {
        var shape = Mirrored(model);
        long first = shape.Width, pixels = model.Head.PixelsPerPatch(model.Outputs);
        var count = (model.Encoder.OutputWidth + 3L) * shape.OutputWidth + pixels * pixels * first * first + 2 * first + (first + 1) * model.Head.Colours;
        for (var stage = 0; stage < shape.Stages; stage++)
        {
            long width = shape.WidthOf(stage);
            // The norm has half the width.
            count += shape.Depths[stage] * SwinCost.BlockParameters(shape, stage) + (stage > 0 ? 2 * width * width + width : 0);
        }
        return count;
    }

    /// <summary>Operations of the matrix products of one image, forward.</summary>
    public static double Flops(SimMimConfig model)
    {
        var shape = Mirrored(model);
        double patches = (double)shape.SideOf(0) * shape.SideOf(0), first = shape.Width, pixels = model.Head.PixelsPerPatch(model.Outputs);
        var flops = 2.0 * model.Tokens * model.Encoder.OutputWidth * shape.OutputWidth + 2 * patches * pixels * pixels * first * (first + model.Head.Colours);
        for (var stage = 0; stage < shape.Stages; stage++)
        {
            double width = shape.WidthOf(stage), tokens = (double)shape.SideOf(stage) * shape.SideOf(stage);
            flops += shape.Depths[stage] * SwinCost.BlockFlops(shape, stage) + (stage > 0 ? 2 * tokens * 2 * width * width : 0);
        }
        return flops;
    }

    // The Swin transformer whose mirror image the head is.
    private static SwinTransformerConfig Mirrored(SimMimConfig model) => new()
    {
        ImageSize = model.Encoder.ImageSize,
        PatchSize = model.Encoder.TokenSize,
        Width = model.Head.Width,
        Depths = model.Head.Depths,
        Heads = [.. model.Head.Depths.Select((_, stage) => model.Head.Heads << stage)],
        Window = model.Head.Window,
        MlpRatio = model.Head.MlpRatio,
    };
}
