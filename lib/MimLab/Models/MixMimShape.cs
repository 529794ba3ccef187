using MimLab.Backbones;
using MimLab.Masking;

namespace MimLab.Models;

/// <summary>The shape of MixMIM models from the settings of a recipe.</summary>
internal static class MixMimShape
{
    private const string Name = "mixmim"; // of the method and of its backbone

    /// <summary>Whether the settings name this method or its encoder.</summary>
    public static bool Covers(ModelSettings model) => model.Method == Name || model.Backbone == Name;

    /// <summary>The encoder, without the mask token that an ablation adds in pre-training.</summary>
    /// <exception cref="UserError">A setting does not suit the method; the message names it.</exception>
    public static MixMimTransformerConfig Encoder(ModelSettings model)
    {
        if (model.Method != Name)
            throw new UserError($"model.backbone is \"{Name}\", but model.method is \"{model.Method}\": this encoder is pre-trained by mixing images, so set model.method to {Name}, or choose another backbone.");
        if (model.Backbone != Name) throw model.Unsuited("backbone", $"\"{model.Backbone}\"", Name);
        if (!model.AbsolutePositions) throw model.Unsuited("absolutePositions", "false", "true");
        if (model.Depth is { } depth) throw new UserError($"model.depth is {depth}, but the backbone {Name} has several stages: list the blocks of each in model.depths.");
        SwinShape.RequireNoExtraNorm(model);
        var size = MixMimTransformerSize.Named(model.Size);
        var full = size.At();
        var (patchSize, depths, heads) = (model.PatchSize ?? full.PatchSize, model.Depths ?? full.Depths, model.Heads ?? size.Heads);
        if (depths.Count > 8) throw new UserError($"model.depths names {depths.Count} stages, but a MixMIM encoder has at most 8.");
        var shape = full with
        {
            ImageSize = model.ImageSize,
            PatchSize = patchSize,
            Width = model.Width ?? full.Width,
            Depths = depths,
            Heads = [.. depths.Select((_, stage) => heads << stage)],
            Windows = model.Window is { } window ? [.. depths.Select(_ => window)]
                : patchSize > 0 && model.ImageSize > 0 ? MixMimTransformerSize.WindowsAt(model.ImageSize, patchSize, depths.Count) : full.Windows,
            MlpRatio = model.MlpRatio,
            QkvBias = model.QkvBias,
            DropPath = model.DropPath,
            Checkpointing = model.Checkpointing,
            MaskedAttention = model.MaskedAttention,
            MixEmbedding = model.MixEmbedding,
        };
        shape.Validate();
        return shape;
    }

    /// <summary>The whole model.</summary>
    /// <exception cref="UserError">A setting does not suit the method; the message names it.</exception>
    public static MixMimConfig Of(ModelSettings model)
    {
        var encoder = Encoder(model);
        MaeShape.RequireOwnUnused(model);
        ModelSettings.OneOf("model.mixWith", model.MixWith, "image", "mask-token");
        if (model.Head != "decoder") throw model.Unsuited("head", $"\"{model.Head}\"", "decoder");
        if (model.Target != "pixels") throw model.Unsuited("target", $"\"{model.Target}\"", "pixels");
        if (model.Loss != "l2") throw model.Unsuited("loss", $"\"{model.Loss}\"", "l2");
        if (model.LossArea != "masked") throw model.Unsuited("lossArea", $"\"{model.LossArea}\"", "masked");
        if (model.TargetSize is { } targetSize) throw model.Unsuited("targetSize", $"{targetSize}", "null");
        if (model.TargetWindow is { } targetWindow) throw model.Unsuited("targetWindow", $"{targetWindow}", "null");
        if (model.MixWith == "mask-token" && model.DualReconstruction)
            throw new UserError("model.mixWith is \"mask-token\", which leaves one image to reconstruct: set model.dualReconstruction to false.");
        if (model.MixWith == "mask-token" && (model.MixEmbedding || !model.MaskedAttention))
            throw new UserError($"model.mixWith is \"mask-token\", which leaves no partner to tell apart: leave model.{(model.MixEmbedding ? "mixEmbedding" : "maskedAttention")} out.");
        var config = new MixMimConfig
        {
            Encoder = encoder with { MaskToken = model.MixWith == "mask-token" },
            DecoderWidth = model.HeadWidth ?? 512,
            DecoderDepth = model.HeadDepth ?? 8,
            DecoderHeads = model.HeadHeads ?? 16,
            DecoderMlpRatio = model.MlpRatio,
            NormalisedPixels = model.NormalisedPatches,
            DualReconstruction = model.DualReconstruction,
        };
        config.Validate();
        return config;
    }

    /// <summary>Refuses masks that mix nothing, or leave nothing of the image they are drawn for.</summary>
    public static void RequireMixed(MixMimConfig model, IMaskStrategy masks)
    {
        if (masks.MaskedCount is not { } hidden || (hidden > 0 && hidden < model.Tokens)) return;
        throw new UserError($"The masks hide {hidden} of {model.Tokens} cells, but MixMIM needs some of either image: change mask.ratio.");
    }

    /// <summary>Refuses settings that only this method has.</summary>
    /// <exception cref="UserError">One is given.</exception>
    public static void RequireUnused(ModelSettings model)
    {
        foreach (var (key, given) in new[] { ("mixWith", model.MixWith != "image"), ("maskedAttention", !model.MaskedAttention), ("mixEmbedding", model.MixEmbedding), ("dualReconstruction", !model.DualReconstruction) })
            if (given) throw new UserError($"model.{key} is given, but model.method is \"{model.Method}\": leave it out, or set model.method to {Name}.");
    }
}
