using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class SwinCostTests
{
    [Fact]
    public void SimMIM_on_Swin_B_has_the_published_parameters()
    {
        var shape = SwinTransformerSize.Named("Swin-B").Shape(192, 6);
        Assert.Equal(86_725_176, ModelCost.EncoderParameters(shape));
        Assert.Equal(89_874_104, ModelCost.ParameterCount(shape)); // mmpretrain's metafile; SimMIM table 2: 89.9 M
        Assert.Equal(90_923_704, ModelCost.ParameterCount(new SimMimConfig { Encoder = shape, Head = new() { Kind = "mlp", Width = 1024 } })); // 90.9 M
    }

    // SimMIM table 2: the paper's heavy heads, whose code was not released.
    [Theory]
    [InlineData("Swin-T", 115.2)]
    [InlineData("Swin-B", 174.8)]
    public void Inverse_Swins_behind_Swin_B_come_to_the_published_totals(string size, double millions)
    {
        var model = new ModelSettings { Backbone = "swin", Size = "Swin-B", ImageSize = 192, Window = 6, Head = "inverse-swin", HeadSize = size };
        Assert.Equal(millions, ModelCost.ParameterCount(model.PretrainingShape()) / 1e6, 0.05);
    }

    // Published in millions, of classifiers of 1,000 classes: Swin table 1, SwinV2 section 3.5, SimMIM table 7.
    [Theory]
    [InlineData("Swin-T", 224, 7, 29, 0.8)]
    [InlineData("Swin-S", 224, 7, 50, 0.5)]
    [InlineData("Swin-B", 224, 7, 88, 0.5)]
    [InlineData("Swin-L", 224, 7, 197, 0.6)]
    [InlineData("SwinV2-T", 256, 8, 28, 0.5)]
    [InlineData("SwinV2-S", 256, 8, 50, 0.5)]
    [InlineData("SwinV2-B", 256, 8, 88, 0.5)]
    [InlineData("SwinV2-L", 256, 8, 197, 0.6)]
    [InlineData("SwinV2-H", 224, 14, 658, 0.5)]
    [InlineData("SwinV2-G", 640, 40, 3000, 50)]
    public void Named_sizes_have_the_published_parameters(string name, int image, int window, double millions, double tolerance)
    {
        var shape = SwinTransformerSize.Named(name).Shape(image, window);
        shape.Validate();
        Assert.Equal(millions, (ModelCost.EncoderParameters(shape) + (shape.OutputWidth + 1) * 1000L) / 1e6, tolerance);
    }

    // SimMIM table 8, which counts a multiplication with its addition as one.
    [Theory]
    [InlineData("Swin-B", 192, 6, 11.3)]
    [InlineData("Swin-B", 224, 7, 15.4)]
    [InlineData("Swin-L", 192, 12, 26.0)]
    [InlineData("Swin-L", 224, 14, 35.8)]
    [InlineData("SwinV2-H", 192, 12, 86.2)]
    [InlineData("SwinV2-H", 224, 14, 118.1)]
    public void Operations_forward_are_the_published_ones(string name, int image, int window, double billions) =>
        Assert.Equal(billions, ModelCost.ClassifierFlopsPerImage(SwinTransformerSize.Named(name).Shape(image, window), 1000, training: false) / 2e9, billions * 0.01);

    // GFLOP per image of a training step, counted on the official code.
    [Theory]
    [InlineData("Swin-T", 6, 20.12)]
    [InlineData("SwinV2-T", 12, 21.5)]
    public void Operations_of_pre_training_are_those_counted_on_the_official_code(string name, int window, double billions) =>
        Assert.Equal(billions, ModelCost.FlopsPerImage(SwinTransformerSize.Named(name).Shape(192, window)) / 1e9, billions * 0.01);

    [Theory]
    [InlineData(false, false, true, true)]
    [InlineData(false, true, false, false)]
    [InlineData(true, false, false, true)]
    [InlineData(true, true, true, false)]
    public void Counted_parameters_are_those_of_the_model(bool v2, bool absolute, bool bias, bool patchNorm)
    {
        var family = v2 ? new SwinTransformerV2Config { ExtraNormPeriod = 2 } : new SwinTransformerConfig();
        var shape = family with
        {
            ImageSize = 32, Width = 12, Depths = [2, 1, 1], Heads = [2, 3, 4], Window = 4, MlpRatio = 2.5, AbsolutePositions = absolute, QkvBias = bias, PatchNorm = patchNorm,
        };
        using var model = new SimMim(new SimMimConfig { Encoder = shape });
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), ModelCost.ParameterCount(new SimMimConfig { Encoder = shape }));
    }
}
