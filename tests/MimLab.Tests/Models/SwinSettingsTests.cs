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
    public void Settings_that_make_no_sense_are_refused_by_name()
    {
        static void Refused(ModelSettings settings, string expected) =>
            Assert.Contains(expected, Assert.Throws<UserError>(() => settings.PretrainingShape()).Message);
        Refused(Swin with { Depth = 12 }, "model.depth is 12");
        Refused(Swin with { Size = "ViT-B" }, "model.size must be one of Swin-T");
        Refused(Swin with { Size = "SwinV2-B" }, "choose Swin-T, Swin-S, Swin-B, Swin-L");
        Refused(Swin with { Window = 7 }, "window must divide");
        Refused(Swin with { TargetWindow = 4 }, "model.targetWindow");
        Refused(new() { Window = 7 }, "model.window belongs to the backbones swin, swinv2 and mixmim");
        Refused(new() { Depths = [2, 2] }, "model.depths belongs");
        Assert.Contains("needs a vision transformer", Assert.Throws<UserError>(() => Swin.EncoderShape()).Message);
    }
}
