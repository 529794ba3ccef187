using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class SwinSettingsTests
{
    private static readonly ModelSettings Swin = new() { Backbone = "swin", Size = "Swin-B", ImageSize = 192, Window = 6 };

    [Fact]
    public void A_named_size_makes_the_model_of_the_paper()
    {
        Assert.Equal(89_874_104, ModelCost.ParameterCount(Swin.PretrainingShape()));
        Assert.Equal((4, 32, 1024), (Swin.AnyEncoderShape().TokenSize, Swin.AnyEncoderShape().OutputSize, Swin.AnyEncoderShape().OutputWidth));
        var second = (SwinTransformerConfig)new ModelSettings { Backbone = "swinv2", Size = "SwinV2-T", ImageSize = 256 }.AnyEncoderShape();
        Assert.IsType<SwinTransformerV2Config>(second);
        Assert.Equal(8, second.Window);
        Assert.Equal(47, (Swin with { TargetWindow = 47 }).PretrainingShape().Target.Window);
    }

    [Fact]
    public void Given_numbers_win_over_the_size_and_heads_double_from_stage_to_stage()
    {
        var shape = (SwinTransformerConfig)(Swin with { Width = 32, Depths = [1, 1, 3], Heads = 2 }).AnyEncoderShape();
        Assert.Equal([2, 4, 8], shape.Heads);
        Assert.Equal([1, 1, 3], shape.Depths);
        Assert.Equal([4, 8, 16], ((SwinTransformerConfig)(Swin with { Depths = [1, 1, 3] }).AnyEncoderShape()).Heads);
        Assert.Equal((128, 5, 8), Mirror(Swin with { Width = 32, Depths = [1, 1, 3], Heads = 2, Head = "inverse-vit" }));

        static (int, int, int) Mirror(ModelSettings settings) => (settings.PretrainingShape().Head.Width, settings.PretrainingShape().Head.Depth, settings.PretrainingShape().Head.Heads);
    }

    [Fact]
    public void The_largest_sizes_of_SwinV2_normalise_the_main_branch_behind_every_sixth_block_of_a_stage()
    {
        var huge = new ModelSettings { Backbone = "swinv2", Size = "SwinV2-H", Width = 8, Heads = 1, ImageSize = 64 };
        Assert.Equal(["layers.2.blocks.5.norm3.weight", "layers.2.blocks.11.norm3.weight", "layers.2.blocks.17.norm3.weight"], Extra(huge));
        Assert.Empty(Extra(huge with { ExtraNormPeriod = 0 }));
        Assert.Empty(Extra(huge with { Size = "SwinV2-L" }));
        Assert.Equal(7, SwinTransformerSize.Named("SwinV2-G").Depths[2] / SwinTransformerSize.Named("SwinV2-G").ExtraNormPeriod);

        static IEnumerable<string> Extra(ModelSettings settings)
        {
            using var encoder = (TorchSharp.torch.nn.Module)settings.AnyEncoderShape().Create();
            return [.. encoder.named_parameters().Select(p => p.name).Where(name => name.EndsWith("norm3.weight", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_by_name()
    {
        static void Refused(ModelSettings settings, string expected) =>
            Assert.Contains(expected, Assert.Throws<UserError>(() => settings.PretrainingShape()).Message);
        Refused(Swin with { Depth = 12 }, "model.depth is 12");
        Refused(Swin with { Size = "ViT-B" }, "model.size must be one of Swin-T");
        Refused(Swin with { Size = "SwinV2-B" }, "choose Swin-T, Swin-S, Swin-B, Swin-L");
        Refused(new() { Head = "inverse-swin" }, "which unfolds what a Swin transformer merged");
        Refused(Swin with { HeadSize = "Swin-T" }, "model.headSize is Swin-T, but the head \"linear\"");
        Refused(Swin with { Head = "inverse-swin", HeadSize = "SwinV2-T" }, "must be one of Swin's");
        Refused(Swin with { Head = "inverse-swin", HeadSize = "Swin-T", Depths = [1, 1] }, "has 4 stages, but the encoder has 2");
        Refused(Swin with { Head = "inverse-swin", HeadWidth = 64 }, "model.headWidth is 64, but the head inverse-swin");
        Refused(Swin with { Head = "inverse-swin", Target = "bins" }, "which predicts pixels");
        Refused(Swin with { Window = 7 }, "window must divide");
        Refused(Swin with { TargetWindow = 4 }, "model.targetWindow");
        Refused(Swin with { ExtraNormPeriod = 6 }, "model.extraNormPeriod is 6, but belongs to the backbone swinv2");
        Refused(new() { ExtraNormPeriod = 6 }, "model.extraNormPeriod is 6");
        Refused(new() { Window = 7 }, "model.window belongs to the backbones swin, swinv2 and mixmim");
        Refused(new() { Depths = [2, 2] }, "model.depths belongs");
        Assert.Contains("needs a vision transformer", Assert.Throws<UserError>(() => Swin.EncoderShape()).Message);
    }
}
