using MimLab.Backbones;
using static TorchSharp.torch;

namespace MimLab.Tests.Backbones;

[Collection("torch")]
public class SwinTransformerTests
{
    private static readonly SwinTransformerConfig Tiny = new() { ImageSize = 32, Width = 12, Depths = [2, 2, 1], Heads = [2, 3, 4], Window = 4, MaskToken = true };
    private static readonly SwinTransformerV2Config TinyV2 = new() { ImageSize = 32, Width = 12, Depths = [2, 2, 1], Heads = [2, 3, 4], Window = 4, MaskToken = true };

    private static SwinTransformerConfig Shape(bool v2) => v2 ? TinyV2 : Tiny;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Four_patches_merge_into_one_between_stages(bool v2)
    {
        using var scope = NewDisposeScope();
        var encoder = (WindowTransformer)Shape(v2).Create();
        using var trace = encoder.Trace(randn(2, 3, 32, 32), zeros(2, 8, 8));
        Assert.Equal([[2, 64, 12], [2, 64, 12], [2, 16, 24], [2, 16, 24], [2, 4, 48]], trace.Blocks.Select(block => block.shape));
        Assert.Equal([[2, 16, 24], [2, 4, 48], [2, 4, 48]], trace.Stages.Select(stage => stage.shape));
        Assert.Equal([2L, 4, 48], trace.Output.shape);
        Assert.Equal((16, 48, 4), (encoder.Shape.OutputSize, encoder.Shape.OutputWidth, encoder.Shape.OutputTokens));
        Assert.Equal([2L, 24], encoder.Features(randn(2, 3, 32, 32), block: 2).shape);
        Assert.Throws<UserError>(() => encoder.Trace(randn(1, 3, 32, 32), attention: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_hidden_does_not_matter_and_what_is_seen_does(bool v2)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(3);
        var encoder = (WindowTransformer)Shape(v2).Create();
        foreach (var parameter in encoder.parameters()) parameter.add_(randn_like(parameter) * 0.1);
        var images = randn(1, 3, 32, 32);
        var changed = images.clone();
        changed.narrow(2, 0, 4).narrow(3, 4, 4).add_(1); // token 1 of row 0
        var mask = zeros(1, 8, 8);
        mask[0, 0, 1].fill_(1);
        Tensor Encode(Tensor pixels, Tensor hidden) => encoder.EncodePatches(encoder.Patchify(pixels), hidden);
        Assert.True(Encode(images, mask).eq(Encode(changed, mask)).all().item<bool>());
        Assert.False(Encode(images, zeros(1, 8, 8)).allclose(Encode(changed, zeros(1, 8, 8))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stage_of_one_token_gives_numbers_and_gradients(bool v2)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var encoder = (WindowTransformer)(Shape(v2) with { ImageSize = 16 }).Create(); // 4, 2 and 1 tokens per side
        using (no_grad()) foreach (var parameter in encoder.parameters()) parameter.add_(randn_like(parameter) * 0.1);
        var features = encoder.EncodePatches(encoder.Patchify(randn(2, 3, 16, 16)), ones(2, 4, 4));
        features.square().sum().backward();
        Assert.Equal([2L, 1, 48], features.shape);
        Assert.True(features.isfinite().all().item<bool>());
        Assert.All(encoder.named_parameters(), item => Assert.True(item.parameter.grad!.isfinite().all().item<bool>(), item.name));
        Assert.All(encoder.named_buffers(), item => Assert.True(item.buffer.isfinite().all().item<bool>(), item.name));
    }

    [Fact]
    public void Blocks_of_the_second_version_begin_as_the_identity()
    {
        using var scope = NewDisposeScope();
        var encoder = new SwinTransformerV2(TinyV2);
        using var trace = encoder.Trace(randn(1, 3, 32, 32));
        Assert.True(trace.Blocks[1].eq(trace.PatchTokens).all().item<bool>());
        Assert.True(trace.Blocks[3].eq(trace.Stages[0]).all().item<bool>());
        Assert.All(encoder.named_parameters().Where(item => item.name.EndsWith("logit_scale")), item => Assert.Equal(Math.Log(10), item.parameter[0].item<float>(), 6));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_start_at_0_02_and_the_patch_embedding_as_a_convolution_of_PyTorch(bool v2)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var encoder = (WindowTransformer)(Shape(v2) with { Width = 96, Heads = [3, 6, 12], AbsolutePositions = true }).Create();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            var spread = parameter.std().item<float>();
            if (name is "patch_embed.proj.weight") Assert.InRange(parameter.abs().max().item<float>(), 0.13, Math.Sqrt(1 / 48.0));
            else if (name is "patch_embed.proj.bias") Assert.NotEqual(0, spread);
            else if (name.EndsWith("bias_table") || name is "absolute_pos_embed" or "mask_token" || (name.EndsWith(".weight") && parameter.dim() == 2))
                Assert.InRange(spread, 0.016, 0.024);
            else if (name.EndsWith("bias")) Assert.Equal(0, parameter.abs().max().item<float>());
            else if (name.EndsWith("norm1.weight") || name.EndsWith("norm2.weight")) Assert.Equal(v2 ? 0 : 1, parameter.mean().item<float>());
        }
    }

    [Fact]
    public void Layers_for_layer_wise_decay_are_counted_as_SimMIM_counts_them()
    {
        var encoder = new SwinTransformer(Tiny);
        Assert.Equal(0, encoder.LayerOf("mask_token"));
        Assert.Equal(0, encoder.LayerOf("patch_embed.norm.weight"));
        Assert.Equal(2, encoder.LayerOf("layers.0.blocks.1.attn.qkv.weight"));
        Assert.Equal(2, encoder.LayerOf("layers.0.downsample.reduction.weight"));
        Assert.Equal(3, encoder.LayerOf("layers.1.blocks.0.mlp.fc1.bias"));
        Assert.Equal(5, encoder.LayerOf("layers.2.blocks.0.norm1.weight"));
        Assert.Equal(6, encoder.LayerOf("norm.weight"));
    }

    [Fact]
    public void A_bias_learned_on_other_windows_is_read_at_their_scale()
    {
        using var scope = NewDisposeScope();
        var small = new SwinTransformerV2(TinyV2).state_dict()["layers.0.blocks.0.attn.relative_coords_table"];
        var large = new SwinTransformerV2(TinyV2 with { Window = 8, PretrainedWindows = [4, 4, 4] }).state_dict()["layers.0.blocks.0.attn.relative_coords_table"];
        Assert.Equal([1L, 15, 15, 2], large.shape);
        Assert.True(large.narrow(1, 4, 7).narrow(2, 4, 7).allclose(small));
        Assert.True(large.max().item<float>() > small.max().item<float>());
    }

    [Fact]
    public void Shapes_that_do_not_fit_together_are_refused_by_name()
    {
        static void Refused(string key, SwinTransformerConfig shape) => Assert.Contains(key, Assert.Throws<UserError>(() => shape.Create()).Message);
        Refused("imageSize", Tiny with { ImageSize = 36 });
        Refused("heads", Tiny with { Heads = [2, 3] });
        Refused("heads", Tiny with { Heads = [5, 3, 4] });
        Refused("depths", Tiny with { Depths = [] });
        Refused("depths", Tiny with { Depths = [2, 0, 1] });
        Refused("window", Tiny with { Window = 3 });
        Refused("window", Tiny with { Window = 0 });
        Refused("mlpRatio", Tiny with { MlpRatio = 0 });
        Refused("dropPath", Tiny with { DropPath = 1 });
        Refused("extraNormPeriod", TinyV2 with { ExtraNormPeriod = -1 });
        Refused("pretrainedWindows", TinyV2 with { PretrainedWindows = [4] });
        Assert.Contains("Swin-T", Assert.Throws<UserError>(() => SwinTransformerSize.Named("Swin-X")).Message);
    }
}
