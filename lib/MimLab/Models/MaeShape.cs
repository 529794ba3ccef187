using MimLab.Backbones;
using MimLab.Data;
using MimLab.Heads;
using MimLab.Masking;
using MimLab.Targets;

namespace MimLab.Models;

/// <summary>The shape of MAE and MFF models from the settings of a recipe.</summary>
internal static class MaeShape
{
    /// <summary>Whether the settings name one of these methods.</summary>
    public static bool Covers(ModelSettings model) => model.Method is "mae" or "mff";

    /// <summary>
    /// The encoder in pre-training. What MAE does not have must not be asked for, so that a recipe says what is trained.
    /// </summary>
    /// <exception cref="UserError">A setting does not suit the method; the message names it.</exception>
    public static VisionTransformerConfig Encoder(ModelSettings model, VisionTransformerConfig shape)
    {
        if (model.RelativePositions != "none") throw model.Unsuited("relativePositions", model.RelativePositions, "none");
        if (!model.AbsolutePositions) throw model.Unsuited("absolutePositions", "false", "true");
        if (model.LayerScale is not null) throw model.Unsuited("layerScale", model.LayerScale, "null");
        return MaeConfig.EncoderOf(shape) with { MaskToken = model.EncoderMaskToken };
    }

    /// <summary>The whole model; target and its file are those of <see cref="ModelSettings.PretrainingShape"/>.</summary>
    /// <exception cref="UserError">A setting does not suit the method; the message names it.</exception>
    public static MaeConfig Of(ModelSettings model, Normalisation? normalisation = null, string? targetFile = null)
    {
        MixMimShape.RequireUnused(model);
        if (model.Head != "decoder") throw model.Unsuited("head", model.Head, "decoder");
        if (model.Target is not ("pixels" or "components" or "tokens")) throw model.Unsuited("target", model.Target, "pixels, components or tokens");
        if (model.Target != "pixels" && model.NormalisedPatches) throw model.Unsuited("normalisedPatches", "true", "false, or model.target to pixels");
        if (model.Loss != "l2") throw model.Unsuited("loss", model.Loss, "l2");
        if (model.LossArea != "masked") throw model.Unsuited("lossArea", model.LossArea, "masked");
        if (model.TargetSize is { } size) throw model.Unsuited("targetSize", size, "null");
        if (model.Method == "mae" && model.FusedBlocks is not null) throw model.Unsuited("fusedBlocks", $"[{string.Join(", ", model.FusedBlocks)}]", "null");
        var encoder = model.EncoderShape();
        var target = TargetShape.Of(model, encoder, new TargetConfig().Loss, normalisation, targetFile);
        var config = new MaeConfig
        {
            Encoder = encoder,
            Decoder = new HeadConfig
            {
                Kind = "decoder",
                Width = model.HeadWidth ?? 512,
                Depth = model.HeadDepth ?? 8,
                Heads = model.HeadHeads ?? 16,
                MlpRatio = encoder.MlpRatio,
            },
            NormalisedPatches = model.NormalisedPatches,
            Target = target.Kind == "pixels" ? null : target,
            FusedBlocks = model.Method == "mff" ? model.FusedBlocks ?? MaeConfig.UsualFusion(encoder.Depth) : [],
        };
        config.Validate();
        if (model.Method == "mff" && (config.FusedBlocks.Count == 0 || config.FusedBlocks[^1] != encoder.Depth - 1))
            throw new UserError($"model.fusedBlocks must end with the last block, {encoder.Depth - 1}, or blocks behind its last one would learn nothing.");
        return config;
    }

    /// <summary>Refuses masks that keep nothing, or more in one image than in another.</summary>
    public static void RequireKept(MaeConfig model, IMaskStrategy masks)
    {
        if (masks.MaskedCount is not { } hidden)
            throw new UserError($"Masks of \"{masks.Name}\" vary in how much they hide, but MAE and MFF need the same number of kept patches in every image: choose another mask.strategy.");
        if (hidden == 0 || hidden >= model.Patches)
            throw new UserError($"The masks hide {hidden} of {model.Patches} patches, but MAE and MFF need some hidden and at least one kept: change mask.ratio.");
    }

    /// <summary>Refuses settings that only these methods have.</summary>
    public static void RequireUnused(ModelSettings model)
    {
        if (model.NormalisedPatches)
            throw new UserError($"model.normalisedPatches is given, but model.method is \"{model.Method}\": leave it out, or set model.method to mae, mff or mixmim.");
        RequireOwnUnused(model);
    }

    /// <summary>The same for a method that has normalised patches as well.</summary>
    public static void RequireOwnUnused(ModelSettings model)
    {
        if (model.EncoderMaskToken)
            throw new UserError($"model.encoderMaskToken is true, but model.method is \"{model.Method}\", whose encoder has no such choice: leave it out, or set model.method to mae.");
        if (model.FusedBlocks is not null)
            throw new UserError($"model.fusedBlocks is given, but model.method is \"{model.Method}\": leave it out, or set model.method to mff.");
    }
}
