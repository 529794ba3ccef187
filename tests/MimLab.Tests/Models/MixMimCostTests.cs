using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class MixMimCostTests
{
    private const int Classes = 1000;

    // Published in millions, fixed positions and a classifier of 1,000 classes included (MixMIM's README; 88.34 is mmpretrain's).
    [Theory]
    [InlineData("MixMIM-B", 224, 88.34, 0.005)]
    [InlineData("MixMIM-B", 384, 89.6, 0.05)]
    [InlineData("MixMIM-L", 224, 197, 0.5)]
    [InlineData("MixMIM-L", 384, 199, 0.5)]
    public void Named_sizes_have_the_published_numbers_of_parameters(string size, int image, double millions, double rounding)
    {
        var shape = MixMimTransformerSize.Named(size).At(image);
        var count = MixMimCost.EncoderParameters(shape) + MixMimCost.EncoderPositions(shape) + (shape.OutputWidth + 1L) * Classes;
        Assert.Equal(millions, count / 1e6, rounding);
    }

    [Fact]
    public void MixMIM_H_has_658_2_million_parameters_without_positions() => Assert.Equal(
        658.2, (MixMimCost.EncoderParameters(MixMimTransformerSize.Named("MixMIM-H").At()) + (2816 + 1L) * Classes) / 1e6, 0.05);

    [Fact]
    public void Pre_training_of_MixMIM_B_has_114_67_million_parameters_with_positions()
    {
        var model = new MixMimConfig { Encoder = MixMimTransformerSize.Named("MixMIM-B").At() };
        Assert.Equal(114.67, (MixMimCost.ParameterCount(model) + MixMimCost.Positions(model)) / 1e6, 0.005);
    }

    // Published as multiplications with their additions, in billions.
    [Theory]
    [InlineData("MixMIM-B", 224, 16.35)]
    [InlineData("MixMIM-B", 384, 52.6)]
    [InlineData("MixMIM-L", 224, 35.9)]
    [InlineData("MixMIM-L", 384, 112)]
    public void Named_sizes_cost_what_is_published(string size, int image, double billions) =>
        Assert.Equal(billions, MixMimCost.EncoderFlops(MixMimTransformerSize.Named(size).At(image)) / 2e9, billions * 0.004);

    [Fact]
    public void Training_costs_what_was_counted_on_the_official_code()
    {
        var model = new MixMimConfig { Encoder = new() { Width = 96, Depths = [2, 2, 6, 2], Heads = [3, 6, 12, 24] } };
        Assert.Equal(45.37, MixMimCost.FlopsPerImage(model) / 1e9, 45.37 * 0.005);
    }

    [Fact]
    public void A_single_reconstruction_halves_the_decoder_s_cost()
    {
        var model = new MixMimConfig { DecoderDepth = 0 };
        var head = 2.0 * 49 * 512 * 3072;
        Assert.Equal(MixMimCost.FlopsPerImage(model, training: false) - head, MixMimCost.FlopsPerImage(model with { DualReconstruction = false }, training: false), 1.0);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    public void Counted_parameters_are_those_of_the_model(bool bias, bool patchNorm, bool decoderBias)
    {
        var shape = new MixMimConfig
        {
            Encoder = new() { ImageSize = 32, PatchSize = 2, Width = 8, Depths = [1, 2, 1], Heads = [1, 2, 4], Windows = [4, 8, 7], MaskToken = !bias, MixEmbedding = bias, QkvBias = bias, PatchNorm = patchNorm, MlpRatio = 2.5 },
            DecoderWidth = 12, DecoderDepth = 2, DecoderHeads = 3, DecoderQkvBias = decoderBias, DecoderMlpRatio = 3, DualReconstruction = bias,
        };
        using var model = new MixMim(shape);
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), MixMimCost.ParameterCount(shape));
        Assert.Equal(model.buffers().Where(buffer => buffer.is_floating_point()).Sum(buffer => buffer.numel()), MixMimCost.Positions(shape));
    }

    [Theory]
    [InlineData(224, 14, 14, 14, 7)]
    [InlineData(384, 16, 16, 24, 12)]
    [InlineData(192, 12, 12, 12, 6)]
    public void Windows_of_named_sizes_fit_the_images(int image, params int[] windows)
    {
        var shape = MixMimTransformerSize.Named("MixMIM-B").At(image);
        shape.Validate();
        Assert.Equal(windows, shape.Windows);
    }

    [Fact]
    public void An_unknown_size_is_refused_with_the_known_ones() =>
        Assert.Contains("MixMIM-B, MixMIM-L, MixMIM-H", Assert.Throws<UserError>(() => MixMimTransformerSize.Named("MixMIM-S")).Message);
}
