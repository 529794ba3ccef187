using System.Text.Json;
using System.Text.Json.Serialization;
using MimLab.Backbones;
using MimLab.Models;
using MimLab.Training;

namespace MimLab.Runner.Benchmarks;

/// <summary>What the PyTorch side of a benchmark must know to build the same model: <c>case.json</c> of <c>step.py</c>.</summary>
internal static class Opponent
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>The case as JSON.</summary>
    /// <exception cref="UserError">The PyTorch side has no such model.</exception>
    public static string Describe(Recipe recipe, MaskedImageModel built, string device, int threads) => JsonSerializer.Serialize(new
    {
        recipe.Model.Method,
        recipe.Model.Backbone,
        recipe.Model.TargetWindow,
        Shape = Shape(recipe, built),
        Device = device,
        Threads = threads,
        Precision = recipe.Pretrain!.Precision == Precision.Bf16 ? "bf16" : "fp32",
        Optimizer = Optimizer(recipe.Pretrain, built),
    }, Options);

    private static object Optimizer(PretrainSettings settings, MaskedImageModel built) => new
    {
        TrainingSubject.LearningRate,
        settings.Optimizer.Betas,
        settings.Optimizer.Epsilon,
        settings.Optimizer.WeightDecay,
        settings.ClipGrad,
        Undecayed = built.named_parameters().Where(p => !built.Decays(p.Item1)).Select(p => TrainingWorker.OfficialName(built, p.Item1)),
    };

    private static Dictionary<string, object?> Shape(Recipe recipe, MaskedImageModel built)
    {
        var model = recipe.Model;
        if (model is { Method: not ("simmim" or "mae" or "mixmim") } or { Target: not "pixels" } or { Head: not ("linear" or "decoder") })
            throw new UserError($"The PyTorch side has no model for recipe {recipe.Name}: benchmark simmim with a linear head on pixels, mae or mixmim.");
        if (built is MixMim mixing)
        {
            var (shape, its) = (mixing.Config.Encoder, mixing.Config);
            return new()
            {
                ["image"] = shape.ImageSize, ["patch"] = shape.PatchSize, ["width"] = shape.Width,
                ["depths"] = shape.Depths, ["heads"] = shape.Heads, ["windows"] = shape.Windows,
                ["decoder_width"] = its.DecoderWidth, ["decoder_depth"] = its.DecoderDepth, ["decoder_heads"] = its.DecoderHeads,
                ["normalised"] = its.NormalisedPixels,
            };
        }
        if (model.AnyEncoderShape() is SwinTransformerConfig swin)
            return new()
            {
                ["image"] = swin.ImageSize, ["patch"] = swin.PatchSize, ["width"] = swin.Width,
                ["depths"] = swin.Depths, ["heads"] = swin.Heads, ["window"] = swin.Window,
            };
        var vit = model.EncoderShape();
        Dictionary<string, object?> sizes = new()
        {
            ["image"] = vit.ImageSize, ["patch"] = vit.PatchSize, ["width"] = vit.Width, ["depth"] = vit.Depth, ["heads"] = vit.Heads,
        };
        if (built is not Mae mae)
        {
            (sizes["layer_scale"], sizes["shared_bias"], sizes["absolute"]) = (vit.LayerScale, vit.SharedPositionBias, vit.AbsolutePositions);
            return sizes;
        }
        var decoder = mae.Config.Decoder;
        (sizes["decoder_width"], sizes["decoder_depth"], sizes["decoder_heads"]) = (decoder.Width, decoder.Depth, decoder.Heads);
        (sizes["mask_ratio"], sizes["normalised"]) = (recipe.Mask.Ratio, model.NormalisedPatches);
        return sizes;
    }
}
