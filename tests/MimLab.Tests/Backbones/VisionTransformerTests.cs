using System.Text.Json;
using MimLab.Backbones;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Backbones;

[Collection("torch")]
public class VisionTransformerTests
{
    private static readonly VisionTransformerConfig Tiny = new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 3, Heads = 3, MaskToken = true };

    [Fact]
    public void Intermediates_and_attention_maps_are_those_of_the_plain_pass()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(1);
        var encoder = new VisionTransformer(Tiny);
        encoder.eval();
        var images = randn(2, 3, 16, 16);
        var mask = rand(2, 4, 4) > 0.5;
        using var trace = encoder.Trace(images, mask, attention: true);
        Assert.Equal([2L, 16, 24], trace.PatchTokens.shape);
        Assert.Equal(3, trace.Blocks.Count);
        Assert.All(trace.Blocks, tokens => Assert.Equal([2L, 17, 24], tokens.shape));
        Assert.All(trace.Attention, weights => Assert.Equal([2L, 3, 17, 17], weights.shape));
        AssertClose(ones(2, 3, 17), trace.Attention[2].sum(-1));
        AssertClose(encoder.Encode(encoder.Patchify(images), mask), trace.Output);
        using var bare = encoder.Trace(images);
        AssertClose(bare.Blocks[1].narrow(1, 1, 16).mean([1]), encoder.Features(images, 1));
        AssertClose(bare.Output.narrow(1, 1, 16).mean([1]), encoder.Features(images));
        Assert.Empty(bare.Attention);
    }

    [Fact]
    public void Hidden_patches_do_not_reach_the_encoder()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var encoder = new VisionTransformer(Tiny);
        var images = randn(1, 3, 16, 16);
        var mask = zeros(1, 4, 4, ScalarType.Int64);
        mask[0, 1, 2] = tensor(1L);
        var changed = images.clone();
        changed.narrow(2, 4, 4).narrow(3, 8, 4).fill_(9);
        AssertClose(encoder.Encode(encoder.Patchify(images), mask), encoder.Encode(encoder.Patchify(changed), mask));
        Assert.True((encoder.Features(images) - encoder.Features(changed)).abs().max().item<float>() > 1e-4);
    }

    [Fact]
    public void Initialisation_has_the_statistics_of_the_official_one()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Tests.Parity.Golden.Folder(), "simmim_vit_p16.json")));
        var model = new SimMim(new SimMimConfig { Encoder = new VisionTransformerConfig { ImageSize = 96, Width = 64, Depth = 3, Heads = 4 } });
        var state = model.state_dict();
        foreach (var statistic in golden.RootElement.GetProperty("init_stats_mean_std_min_max").EnumerateObject())
        {
            var values = state[statistic.Name];
            double std = statistic.Value[1].GetDouble(), low = statistic.Value[2].GetDouble(), high = statistic.Value[3].GetDouble();
            var spread = values.numel() > 1 ? values.std().item<float>() : 0;
            Assert.InRange(spread, std - (0.6 * std / Math.Sqrt(values.numel()) * 4 + 1e-6), std + (0.6 * std / Math.Sqrt(values.numel()) * 4 + 1e-6));
            // The official extremes are those of one draw: ours may differ where few values were drawn.
            var slack = values.numel() > 3000 ? 0.02 * (high - low) : 0.3 * (high - low);
            Assert.InRange(values.min().item<float>(), low - slack - 1e-6, low + slack + 1e-6);
            Assert.InRange(values.max().item<float>(), high - slack - 1e-6, high + slack + 1e-6);
        }
    }

    [Fact]
    public void Depth_of_a_parameter_follows_the_order_of_computation()
    {
        var encoder = new VisionTransformer(Tiny with { AbsolutePositions = true });
        Assert.Equal(0, encoder.LayerOf("patch_embed.proj.weight"));
        Assert.Equal(0, encoder.LayerOf("pos_embed"));
        Assert.Equal(1, encoder.LayerOf("blocks.0.attn.qkv.weight"));
        Assert.Equal(3, encoder.LayerOf("blocks.2.gamma_1"));
        Assert.Equal(4, encoder.LayerOf("norm.weight"));
        Assert.Equal(4, encoder.LayerOf("rel_pos_bias.relative_position_bias_table"));
    }

    [Fact]
    public void Configurations_that_do_not_fit_are_refused_by_name()
    {
        Assert.Contains("imageSize", Assert.Throws<UserError>(() => new VisionTransformer(Tiny with { ImageSize = 18 })).Message);
        Assert.Contains("heads", Assert.Throws<UserError>(() => new VisionTransformer(Tiny with { Heads = 5 })).Message);
        Assert.Contains("depth", Assert.Throws<UserError>(() => new VisionTransformer(Tiny with { Depth = 0 })).Message);
        Assert.Contains("dropPath", Assert.Throws<UserError>(() => new VisionTransformer(Tiny with { DropPath = 1 })).Message);
    }

    [Fact]
    public void Images_and_masks_of_another_size_are_refused()
    {
        using var scope = NewDisposeScope();
        var encoder = new VisionTransformer(Tiny);
        Assert.Contains("[B, 3, 16, 16]", Assert.Throws<ArgumentException>(() => encoder.Features(zeros(1, 3, 32, 32))).Message);
        Assert.Contains("4 x 4", Assert.Throws<ArgumentException>(() => encoder.Trace(zeros(1, 3, 16, 16), zeros(1, 2, 2))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Features(zeros(1, 3, 16, 16), 3));
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.True((expected - actual).abs().max().item<float>() < 2e-6, "the tensors differ");
}
