using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>The Swin transformer that the settings of a recipe describe.</summary>
internal static class SwinShape
{
    private const int UsualWindow = 7, UsualWindowV2 = 8; // at 224 and 256 px

    /// <summary>Whether the settings ask for a Swin transformer of either version.</summary>
    public static bool Covers(ModelSettings settings) => settings.Backbone is "swin" or "swinv2";

    /// <summary>Its shape in pre-training.</summary>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public static SwinTransformerConfig Of(ModelSettings settings)
    {
        if (settings.Depth is not null)
            throw new UserError($"model.depth is {settings.Depth}, but the backbone {settings.Backbone} has several stages: list the blocks of each in model.depths.");
        var v2 = settings.Backbone == "swinv2";
        var size = SwinTransformerSize.Named(settings.Size);
        if (size.IsV2 != v2)
            throw new UserError($"model.size {settings.Size} is not one of the backbone {settings.Backbone}: choose {string.Join(", ", SwinTransformerSize.All.Where(s => s.IsV2 == v2).Select(s => s.Name))}.");
        var shape = size.Shape(settings.ImageSize, settings.Window ?? (v2 ? UsualWindowV2 : UsualWindow)) with
        {
            PatchSize = settings.PatchSize ?? 4,
            Width = settings.Width ?? size.Width,
            Depths = settings.Depths ?? size.Depths,
            MlpRatio = settings.MlpRatio,
            QkvBias = settings.QkvBias,
            AbsolutePositions = settings.AbsolutePositions,
            DropPath = settings.DropPath,
            Checkpointing = settings.Checkpointing,
        };
        if (shape is SwinTransformerV2Config second) shape = second with { ExtraNormPeriod = settings.ExtraNormPeriod ?? second.ExtraNormPeriod };
        else RequireNoExtraNorm(settings);
        if (settings.Heads is { } first) shape = shape with { Heads = [.. Enumerable.Range(0, shape.Stages).Select(stage => first << stage)] };
        else if (shape.Stages < shape.Heads.Count) shape = shape with { Heads = [.. shape.Heads.Take(shape.Stages)] };
        shape.Validate();
        return shape;
    }

    /// <summary>Refuses settings of a Swin transformer where there is none.</summary>
    /// <exception cref="UserError">One is given.</exception>
    public static void RequireUnused(ModelSettings settings)
    {
        foreach (var (key, given) in new[] { ("depths", settings.Depths is not null), ("window", settings.Window is not null) })
            if (given) throw new UserError($"model.{key} belongs to the backbones swin, swinv2 and mixmim: leave it out, or set model.backbone to one of them.");
        RequireNoExtraNorm(settings);
    }

    /// <summary>Refuses a setting of SwinV2 for any other encoder.</summary>
    /// <exception cref="UserError">It is given.</exception>
    public static void RequireNoExtraNorm(ModelSettings settings)
    {
        if (settings.ExtraNormPeriod is { } period)
            throw new UserError($"model.extraNormPeriod is {period}, but belongs to the backbone swinv2: leave it out, or set model.backbone to swinv2.");
    }
}
