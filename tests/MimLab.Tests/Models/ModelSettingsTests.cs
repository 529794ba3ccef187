using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class ModelSettingsTests
{
    [Theory]
    [InlineData("ViT-T", 192, 12, 3, 16)]
    [InlineData("ViT-S", 384, 12, 6, 16)]
    [InlineData("ViT-B", 768, 12, 12, 16)]
    [InlineData("ViT-L", 1024, 24, 16, 16)]
    [InlineData("ViT-H", 1280, 32, 16, 14)]
    public void Named_sizes_are_the_usual_ones(string name, int width, int depth, int heads, int patch)
    {
        var shape = new ModelSettings { Size = name }.EncoderShape();
        Assert.Equal((width, depth, heads, patch), (shape.Width, shape.Depth, shape.Heads, shape.PatchSize));
    }

    [Fact]
    public void A_given_number_wins_over_the_size() =>
        Assert.Equal(6, new ModelSettings { Size = "ViT-S", Depth = 6 }.EncoderShape().Depth);

    [Fact]
    public void Settings_that_make_no_sense_name_the_field_and_what_is_allowed()
    {
        AssertRefused(new() { Size = "ViT-X" }, "model.size must be one of ViT-T");
        AssertRefused(new() { Backbone = "cnn" }, "model.backbone must be vit, swin, swinv2 or mixmim");
        AssertRefused(new() { RelativePositions = "all" }, "model.relativePositions must be shared, block or none");
        AssertRefused(new() { Method = "words" }, "model.method must be simmim, mae, mff, beit or mixmim");
        AssertRefused(new() { NormalisedPatches = true }, "model.normalisedPatches is given, but model.method is \"simmim\"");
        AssertRefused(new() { Head = "swin" }, "model.head must be linear, mlp or inverse-vit");
        AssertRefused(new() { HeadWidth = 64 }, "model.headWidth is 64, but the head \"linear\" has no such size");
        AssertRefused(new() { Head = "mlp", HeadDepth = 3 }, "model.headDepth is 3, but the head \"mlp\" has no such size");
        AssertRefused(new() { Head = "mlp", HeadWidth = 0 }, "model.headWidth must lie between 1 and 65536, but it is 0");
        AssertRefused(new() { Head = "inverse-vit", HeadDepth = 0 }, "model.headDepth must lie between 1 and 1000, but it is 0");
        AssertRefused(new() { Head = "inverse-vit", HeadWidth = 100, HeadHeads = 3 }, "model.headHeads must divide model.headWidth");
        AssertRefused(new() { Target = "words" }, "model.target must be pixels");
        AssertRefused(new() { Loss = "l3" }, "model.loss must be l1, l2 or smooth-l1, but it is \"l3\"");
        AssertRefused(new() { Target = "bins", Loss = "l2" }, "model.loss is \"l2\", but the target bins is made of classes");
        AssertRefused(new() { LossBeta = 0 }, "model.lossBeta must be positive");
        AssertRefused(new() { LossArea = "all" }, "model.lossArea must be masked or full");
        AssertRefused(new() { Target = "bins", Bins = 257 }, "model.bins must be from 2 to 256");
        AssertRefused(new() { ImageSize = 32, PatchSize = 4, TargetSize = 12 }, "model.targetSize must be 8, 16 or 32 for 8 x 8 patches of 4 px, but it is 12");
        AssertRefused(new() { ImageSize = 100 }, "imageSize must be a multiple of patchSize");
    }

    [Theory]
    [InlineData("pixels", null, 768)]
    [InlineData("pixels", 28, 12)]
    [InlineData("bins", null, 6144)]
    public void Outputs_of_a_patch_are_known_without_a_model(string target, int? size, int outputs) =>
        Assert.Equal(outputs, new ModelSettings { Target = target, TargetSize = size }.PretrainingShape().Outputs);

    [Fact]
    public void Fine_tuning_pools_and_gives_each_block_its_own_bias()
    {
        var shape = new ModelSettings { Size = "ViT-T" }.AnyFineTuningShape(0.1);
        Assert.True(shape is VisionTransformerConfig { MeanPooling: true, BlockPositionBias: true, SharedPositionBias: false, MaskToken: false, DropPath: 0.1 });
    }

    [Fact]
    public void A_head_is_as_large_as_the_encoder_unless_said_otherwise()
    {
        var mirrored = new ModelSettings { Size = "ViT-S", MlpRatio = 3, Head = "inverse-vit" }.PretrainingShape().Head;
        Assert.Equal((384, 12, 6, 3), (mirrored.Width, mirrored.Depth, mirrored.Heads, mirrored.MlpRatio));
        var small = new ModelSettings { Size = "ViT-S", Head = "inverse-vit", HeadWidth = 96, HeadDepth = 2, HeadHeads = 3 }.PretrainingShape().Head;
        Assert.Equal((96, 2, 3), (small.Width, small.Depth, small.Heads));
        Assert.Equal(384, new ModelSettings { Size = "ViT-S", Head = "mlp" }.PretrainingShape().Head.Width);
    }

    private static void AssertRefused(ModelSettings settings, string message) =>
        Assert.Contains(message, Assert.Throws<UserError>(() => settings.CreateModel()).Message);
}
