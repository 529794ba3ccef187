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
        LearningRate = TrainingWorker.LearningRate,
    }, Options);

    private static Dictionary<string, object?> Shape(Recipe recipe, MaskedImageModel built)
    {
        var model = recipe.Model;
        if (model is { Method: not ("simmim" or "mae") } or { Target: not "pixels" } or { Head: not ("linear" or "decoder") })
            throw new UserError($"The PyTorch side has no model for recipe {recipe.Name}: benchmark simmim with a linear head on pixels, or mae.");
        if (model.AnyEncoderShape() is SwinTransformerConfig swin)
            return new()
            {
                ["image"] = swin.ImageSize, ["patch"] = swin.PatchSize, ["width"] = swin.Width,
                ["depths"] = swin.Depths, ["heads"] = swin.Heads, ["window"] = swin.Window,
            };
        var vit = model.EncoderShape();
        Dictionary<string, object?> shape = new()
        {
            ["image"] = vit.ImageSize, ["patch"] = vit.PatchSize, ["width"] = vit.Width, ["depth"] = vit.Depth, ["heads"] = vit.Heads,
        };
        if (built is not Mae mae)
        {
            (shape["layer_scale"], shape["shared_bias"], shape["absolute"]) = (vit.LayerScale, vit.SharedPositionBias, vit.AbsolutePositions);
            return shape;
        }
        var decoder = mae.Config.Decoder;
        (shape["decoder_width"], shape["decoder_depth"], shape["decoder_heads"]) = (decoder.Width, decoder.Depth, decoder.Heads);
        (shape["mask_ratio"], shape["normalised"]) = (recipe.Mask.Ratio, model.NormalisedPatches);
        return shape;
    }
}
