using MimLab.Backbones;
using MimLab.Models;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class SwinSimMimTests
{
    private static readonly SwinTransformerConfig Tiny = new() { ImageSize = 16, PatchSize = 2, Width = 8, Depths = [1, 1, 1], Heads = [2, 2, 2], Window = 4 };

    private static SimMim Model(TargetConfig? target = null) => new(new SimMimConfig { Encoder = Tiny, Target = target ?? new() });

    [Fact]
    public void Predictions_are_laid_out_as_PixelShuffle_does()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(1);
        var model = Model();
        var images = randn(2, 3, 16, 16);
        var mask = rand(2, 8, 8) > 0.4;
        var state = model.state_dict();
        var features = model.Encode(model.Encoder.Patchify(images), mask).transpose(1, 2).reshape(2, 32, 2, 2);  // [B, D, h, w]
        var expected = nn.functional.pixel_shuffle(nn.functional.conv2d(features, state["decoder.0.weight"], state["decoder.0.bias"]), 8);
        Assert.True((model.Reconstruct(images, mask) - expected).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void The_loss_follows_a_mask_that_is_finer_than_the_output()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(2);
        var model = Model();
        var images = randn(2, 3, 16, 16);
        var mask = (rand(2, 8, 8) > 0.4).to(ScalarType.Int64);
        var pixels = mask.repeat_interleave(2, 1).repeat_interleave(2, 2).unsqueeze(1);
        var expected = ((images - model.Reconstruct(images, mask)).abs() * pixels).sum() / (pixels.sum() + 1e-5) / 3;
        Assert.Equal(expected.item<float>(), model.call(images, mask).item<float>(), 5);
    }

    [Theory]
    [InlineData("pixels", 8)]
    [InlineData("bins", null)]
    [InlineData("bins", 8)]
    public void Other_targets_and_resolutions_learn_one_batch_by_heart(string kind, int? size)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var model = Model(new() { Kind = kind, Size = size, Bins = 4 });
        var images = (rand(2, 3, 8, 8) * 3 - 1.5).repeat_interleave(2, 2).repeat_interleave(2, 3).contiguous();
        var mask = ones(2, 8, 8);
        mask[0].narrow(0, 0, 4).zero_();
        LearningCheck.Run(model, images, mask, 0.8, rate: 6e-3);
        Assert.Equal([2L, 3, 16, 16], model.Reconstruct(images, mask).shape);
    }

    [Fact]
    public void A_few_images_at_a_time_give_the_loss_of_all_at_once()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(4);
        var target = new TargetConfig { Kind = "bins", Bins = 4 };
        var model = Model(target);
        var images = randn(3, 3, 16, 16);
        var mask = (rand(3, 8, 8) > 0.4).to(ScalarType.Int64);
        var patches = model.Encoder.Patchify(images);
        var features = model.Encode(patches, mask);
        using var scored = target.Create(3, 16, 2);
        var spread = new PatchSpread(side: 2, factor: 4, pixels: null);
        var inChunks = TargetLoss.MeanInChunks(scored, (nn.Module<Tensor, Tensor>)model.named_children().Single(c => c.name == "decoder").module,
            features, model.Truth(patches), mask, images: 2, spread.Apply);
        Assert.Equal(model.call(images, mask).item<float>(), inChunks.item<float>(), 5);
    }

    [Fact]
    public void Position_biases_decay_and_the_mask_token_and_absolute_positions_do_not()
    {
        var model = new SimMim(new SimMimConfig { Encoder = Tiny with { AbsolutePositions = true } });
        Assert.True(model.Decays("encoder.layers.0.blocks.0.attn.relative_position_bias_table"));
        Assert.False(model.Decays("encoder.mask_token"));
        Assert.False(model.Decays("encoder.absolute_pos_embed"));
        Assert.False(model.Decays("encoder.patch_embed.proj.bias"));
        Assert.True(model.Decays("decoder.0.weight"));
    }
}
