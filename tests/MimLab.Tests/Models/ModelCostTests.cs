using MimLab.Backbones;
using MimLab.Heads;
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

    [Theory]
    [InlineData("linear", 24)]
    [InlineData("mlp", 24)]
    [InlineData("mlp", 40)]
    [InlineData("inverse-vit", 24)]
    [InlineData("inverse-vit", 36)]
    public void Counted_parameters_of_a_head_are_those_of_the_module(string kind, int width)
    {
        var config = new SimMimConfig
        {
            Encoder = new VisionTransformerConfig { ImageSize = 32, PatchSize = 8, Width = 24, Depth = 2, Heads = 3 },
            Head = new() { Kind = kind, Width = width, Depth = 3, Heads = 4, MlpRatio = 2.5 },
        };
        using var model = new SimMim(config);
        Assert.Equal(model.named_parameters().Where(p => p.Item1.StartsWith("decoder.")).Sum(p => p.Item2.numel()), ModelCost.HeadParameters(config));
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), ModelCost.ParameterCount(config));
    }

    [Fact]
    public void SimMIMs_heads_cost_what_the_paper_counts()
    {
        // Table 2 has 89.9 M and 90.9 M on an encoder of width 1024 that predicts cells of 32 px: the difference is one square
        // layer.
        var shape = new SimMimConfig { Encoder = new VisionTransformerConfig { ImageSize = 192, PatchSize = 32, Width = 1024, Heads = 16 } };
        Assert.Equal(3_148_800, ModelCost.HeadParameters(shape));
        Assert.Equal(3_148_800 + 1024 * 1025, ModelCost.HeadParameters(shape with { Head = new() { Kind = "mlp", Width = 1024 } }));
    }

    [Fact]
    public void Operations_of_a_head_are_those_of_its_products()
    {
        var encoder = new VisionTransformerConfig { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 };
        const int tokens = 16, outputs = 48;
        AssertProducts(new() { Kind = "linear" }, (tokens, 24, outputs));
        AssertProducts(new() { Kind = "mlp", Width = 40 }, (tokens, 24, 40), (tokens, 40, outputs));
        AssertProducts(new() { Kind = "inverse-vit", Width = 36, Depth = 1, Heads = 4 }, (tokens, 24, 36),
            (tokens, 36, 108), (tokens, 36, tokens), (tokens, tokens, 36), (tokens, 36, 36), (tokens, 36, 144), (tokens, 144, 36), (tokens, 36, outputs));

        void AssertProducts(HeadConfig head, params (int Rows, int Inner, int Columns)[] products)
        {
            double Forward(HeadConfig h) => ModelCost.FlopsPerImage(new SimMimConfig { Encoder = encoder, Head = h }, training: false);
            var linear = 2.0 * tokens * 24 * outputs;
            Assert.Equal(products.Sum(p => 2.0 * p.Rows * p.Inner * p.Columns), Forward(head) - Forward(new()) + linear, 6);
        }
    }
}
