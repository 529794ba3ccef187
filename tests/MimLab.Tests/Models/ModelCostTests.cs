using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class ModelCostTests
{
    // GFLOP per image of a training step, and the shapes they were counted for on the official code.
    [Theory]
    [InlineData("ViT-S", 192, 20.06)]
    [InlineData("ViT-S", 224, 27.82)]
    [InlineData("ViT-B", 224, 105.8)]
    public void Operations_are_those_counted_on_the_official_code(string size, int image, double expected) =>
        Assert.Equal(expected, ModelCost.FlopsPerImage(new ModelSettings { Size = size, ImageSize = image }.EncoderShape()) / 1e9, expected * 0.002);

    [Fact]
    public void Operations_of_the_small_model_are_those_counted_on_the_official_code() =>
        Assert.Equal(1.099, ModelCost.FlopsPerImage(new VisionTransformerConfig { ImageSize = 32, PatchSize = 4, Width = 192, Depth = 6, Heads = 3 }) / 1e9, 0.003);

    [Fact]
    public void SimMIM_on_ViT_B_has_86_3_million_parameters() =>
        Assert.Equal(86.3, ModelCost.ParameterCount(new VisionTransformerConfig()) / 1e6, 0.05);

    [Theory]
    [InlineData(true, false, true, true)]
    [InlineData(false, true, false, true)]
    [InlineData(true, true, true, false)]
    [InlineData(false, false, false, false)]
    public void Counted_parameters_are_those_of_the_model(bool absolute, bool shared, bool scale, bool bias)
    {
        var shape = new VisionTransformerConfig
        {
            ImageSize = 32, PatchSize = 8, Width = 24, Depth = 2, Heads = 3, MlpRatio = 2.5, QkvBias = bias, AbsolutePositions = absolute,
            SharedPositionBias = shared, BlockPositionBias = !shared, LayerScale = scale ? 0.1 : null, MeanPooling = absolute,
        };
        using var model = new SimMim(new SimMimConfig { Encoder = shape });
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), ModelCost.ParameterCount(shape));
    }
}
