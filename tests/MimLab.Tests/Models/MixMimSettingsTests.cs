using MimLab.Backbones;
using MimLab.Masking;
using MimLab.Models;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class MixMimSettingsTests
{
    private static readonly ModelSettings Base = new()
    {
        Method = "mixmim", Backbone = "mixmim", Size = "MixMIM-B", AbsolutePositions = true, Head = "decoder", Loss = "l2", NormalisedPatches = true,
    };

    private static readonly ModelSettings Small = Base with
    {
        ImageSize = 32, PatchSize = 2, Width = 8, Depths = [1, 1, 2], Heads = 1, HeadWidth = 16, HeadDepth = 1, HeadHeads = 2,
    };

    [Theory]
    [InlineData("MixMIM-B", 224, 128, new[] { 14, 14, 14, 7 }, new[] { 4, 8, 16, 32 })]
    [InlineData("MixMIM-L", 384, 192, new[] { 16, 16, 24, 12 }, new[] { 6, 12, 24, 48 })]
    [InlineData("MixMIM-H", 224, 352, new[] { 14, 14, 14, 7 }, new[] { 11, 22, 44, 88 })]
    public void A_named_size_makes_the_encoder_as_released(string size, int image, int width, int[] windows, int[] heads)
    {
        var shape = (MixMimTransformerConfig)(Base with { Size = size, ImageSize = image }).AnyEncoderShape();
        Assert.Equal((image, width, 4, 32, 32), (shape.ImageSize, shape.Width, shape.PatchSize, shape.TokenSize, shape.OutputSize));
        Assert.Equal([2, 2, 18, 2], shape.Depths);
        Assert.Equal(windows, shape.Windows);
        Assert.Equal(heads, shape.Heads);
    }

    [Fact]
    public void Given_numbers_win_over_the_size()
    {
        var shape = (MixMimTransformerConfig)(Small with { Window = 8, MlpRatio = 2, QkvBias = false, DropPath = 0.1 }).AnyEncoderShape();
        Assert.Equal([1, 2, 4], shape.Heads);
        Assert.Equal([8, 8, 4], [shape.WindowOf(0), shape.WindowOf(1), shape.WindowOf(2)]);
        Assert.Equal([16, 8, 4], ((MixMimTransformerConfig)Small.AnyEncoderShape()).Windows);
        Assert.Equal((8, 16, false, 0.1), (shape.TokenSize, shape.HiddenWidthOf(0), shape.QkvBias, shape.DropPath));
        using var model = (MixMim)(Small with { HeadDepth = 2, NormalisedPatches = false, MaskedAttention = false }).CreateModel();
        Assert.Equal((16, 2, 2, false, true), (model.Config.DecoderWidth, model.Config.DecoderDepth, model.Config.DecoderHeads, model.Config.NormalisedPixels, model.Config.DualReconstruction));
        Assert.False(model.Config.Encoder.MaskedAttention || model.Config.Encoder.MixEmbedding);
        Assert.True(((MixMimTransformerConfig)(Small with { MixEmbedding = true }).AnyFineTuningShape()).MixEmbedding);
        using var token = (MixMim)(Small with { MixWith = "mask-token", DualReconstruction = false }).CreateModel();
        Assert.True(token.Config.Encoder.MaskToken && !token.Config.DualReconstruction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Its_cost_is_known_from_its_settings(bool dual)
    {
        var settings = Small with { DualReconstruction = dual };
        using var model = (MixMim)settings.CreateModel();
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), PretrainingCost.Parameters(settings));
        Assert.Equal(MixMimCost.FlopsPerImage(model.Config), PretrainingCost.FlopsPerImage(settings, new MaskSettings { CellSize = 8 }));
        Assert.Null(PretrainingCost.KeptPatches(settings, new MaskSettings { CellSize = 8 }));
        Assert.Equal(MixMimCost.EncoderParameters(model.Config.Encoder), ModelCost.EncoderParameters(settings.AnyFineTuningShape()));
        var evaluated = ModelCost.ClassifierFlopsPerImage(settings.AnyFineTuningShape(), classes: 1);
        Assert.InRange(evaluated, 2.5 * MixMimCost.EncoderFlops(model.Config.Encoder), 3 * MixMimCost.EncoderFlops(model.Config.Encoder) + 1000);
        Assert.Equal(evaluated / MixMimCost.FlopsPerImage(model.Config), PretrainingCost.EvaluationShare(settings, new()), 12);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_by_name()
    {
        static void Refused(ModelSettings settings, string expected) =>
            Assert.Contains(expected, Assert.Throws<UserError>(() => settings.Validate(new MaskSettings { CellSize = 0, Ratio = 0.5 }.Create(32, 8))).Message);
        Refused(Small with { Backbone = "vit" }, "model.backbone is \"vit\", but model.method is \"mixmim\": set model.backbone to mixmim.");
        Refused(Small with { Backbone = "swin" }, "model.backbone is \"swin\"");
        Refused(Small with { Method = "simmim" }, "set model.method to mixmim, or choose another backbone");
        Refused(Small with { Method = "mae" }, "set model.method to mixmim, or choose another backbone");
        Refused(new ModelSettings { Backbone = "mixmim" }, "model.backbone is \"mixmim\", but model.method is \"simmim\"");
        Refused(Small with { Method = "mixmin" }, "model.method must be simmim, mae, mff, beit or mixmim");
        Refused(Small with { Size = "ViT-B" }, "must be one of MixMIM-B, MixMIM-L, MixMIM-H");
        Refused(Small with { Depth = 4 }, "model.depth is 4");
        Refused(Small with { Depths = [1, 1, 1, 1, 1, 1, 1, 1, 1] }, "at most 8");
        Refused(Small with { Depths = [] }, "depths");
        Refused(Small with { PatchSize = 0 }, "patchSize");
        Refused(Small with { ImageSize = 40, PatchSize = 4, Depths = [1, 1, 1, 1] }, "imageSize must be a multiple");
        Refused(Small with { Heads = 3 }, "heads must divide");
        Refused(Small with { Window = 3 }, "windows must divide");
        Refused(Small with { AbsolutePositions = false }, "model.absolutePositions is false");
        Refused(Small with { Head = "linear" }, "model.head is \"linear\"");
        Refused(Small with { HeadHeads = 5 }, "decoderHeads must divide");
        Refused(Small with { Target = "bins" }, "model.target is \"bins\"");
        Refused(Small with { TargetSize = 16 }, "model.targetSize is 16");
        Refused(Small with { TargetWindow = 7 }, "model.targetWindow is 7");
        Refused(Small with { Loss = "l1" }, "model.loss is \"l1\"");
        Refused(Small with { LossArea = "full" }, "model.lossArea is \"full\"");
        Refused(Small with { FusedBlocks = [1] }, "model.fusedBlocks is given");
        Refused(Small with { EncoderMaskToken = true }, "model.encoderMaskToken is true");
        Refused(Small with { MixWith = "noise" }, "model.mixWith must be image or mask-token");
        Refused(Small with { MixWith = "mask-token" }, "set model.dualReconstruction to false");
        Refused(Small with { MixWith = "mask-token", DualReconstruction = false, MaskedAttention = false }, "leave model.maskedAttention out");
        Refused(Small with { MixWith = "mask-token", DualReconstruction = false, MixEmbedding = true }, "leave model.mixEmbedding out");
        Refused(new ModelSettings { MixEmbedding = true }, "model.mixEmbedding is given");
        Refused(new ModelSettings { MaskedAttention = false }, "model.maskedAttention is given, but model.method is \"simmim\"");
        Refused(new ModelSettings { Method = "mae", DualReconstruction = false }, "model.dualReconstruction is given");
        Assert.Contains("needs a vision transformer", Assert.Throws<UserError>(() => Small.EncoderShape()).Message);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 16)]
    public void Masks_must_leave_some_of_both_images(double ratio, int hidden)
    {
        var masks = new MaskSettings { Strategy = "random-floor", CellSize = 8, Ratio = ratio }.Create(32, 8);
        Assert.Contains($"hide {hidden} of 16 cells", Assert.Throws<UserError>(() => Small.Validate(masks)).Message);
        Small.Validate(new MaskSettings { Strategy = "blockwise", CellSize = 8, Ratio = 0.5, MinimumCells = 2 }.Create(32, 8));
    }

    [Fact]
    public void Cells_smaller_than_a_token_of_the_output_are_refused() =>
        Assert.Contains("multiple of the token size of 8 px", Assert.Throws<UserError>(() => new MaskSettings { CellSize = 4 }.Create(32, Small.AnyEncoderShape().TokenSize)).Message);
}
