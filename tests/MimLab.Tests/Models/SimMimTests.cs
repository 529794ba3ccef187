using MimLab.Backbones;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class SimMimTests
{
    private static readonly VisionTransformerConfig Shape = new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 };
    private static readonly SimMimConfig Tiny = new() { Encoder = Shape };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    public void Loss_is_the_mean_absolute_error_over_hidden_pixels_counted_one_by_one(int hidden)
    {
        using var scope = NewDisposeScope();
        manual_seed(hidden);
        var model = new SimMim(Tiny);
        var images = randn(2, 3, 16, 16);
        var flags = new long[32];
        for (var i = 0; i < hidden; i++) flags[i * 13 % 32] = 1;
        var mask = tensor(flags, [2, 4, 4]);
        var loss = model.call(images, mask).item<float>();

        var rebuilt = model.Reconstruct(images, mask);
        Assert.Equal([2L, 3, 16, 16], rebuilt.shape);
        float[] x = images.data<float>().ToArray(), y = rebuilt.data<float>().ToArray();
        double sum = 0, pixels = 0;
        for (var b = 0; b < 2; b++)
            for (var row = 0; row < 16; row++)
                for (var column = 0; column < 16; column++)
                {
                    if (flags[b * 16 + row / 4 * 4 + column / 4] == 0) continue;
                    pixels++;
                    for (var c = 0; c < 3; c++) sum += Math.Abs(x[((b * 3 + c) * 16 + row) * 16 + column] - y[((b * 3 + c) * 16 + row) * 16 + column]);
                }
        Assert.Equal(sum / (pixels + 1e-5) / 3, loss, 5);
    }

    [Fact]
    public void Boolean_and_integer_masks_give_the_same_loss()
    {
        using var scope = NewDisposeScope();
        var model = new SimMim(Tiny);
        var images = randn(2, 3, 16, 16);
        var mask = rand(2, 4, 4) > 0.4;
        Assert.Equal(model.call(images, mask).item<float>(), model.call(images, mask.to(ScalarType.Int64)).item<float>());
    }

    [Fact]
    public void Gradients_are_slopes_of_the_loss()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var model = new SimMim(new SimMimConfig { Encoder = Shape with { AbsolutePositions = true, BlockPositionBias = true } });
        var images = randn(2, 3, 16, 16, ScalarType.Float64);
        var mask = rand(2, 4, 4) > 0.4;
        GradientCheck.Run(model, images, mask);
    }

    [Fact]
    public void One_batch_can_be_learned_by_heart()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var model = new SimMim(Tiny);
        var images = randn(2, 3, 4, 4).repeat_interleave(4, 2).repeat_interleave(4, 3); // one colour for each patch
        var mask = rand(2, 4, 4) > 0.5;
        LearningCheck.Run(model, images, mask, 0.45, rate: 6e-3);
    }

    [Fact]
    public void Parameter_names_are_the_official_ones()
    {
        var names = new SimMim(Tiny).state_dict().Keys.ToHashSet();
        Assert.Superset(new HashSet<string>
        {
            "encoder.cls_token", "encoder.mask_token", "encoder.patch_embed.proj.weight", "encoder.rel_pos_bias.relative_position_bias_table",
            "encoder.rel_pos_bias.relative_position_index", "encoder.blocks.1.gamma_2", "encoder.blocks.0.attn.q_bias", "encoder.norm.bias",
            "decoder.0.weight", "decoder.0.bias",
        }, names);
        Assert.Equal(4 + 3 + 2 * 15 + 2 + 2 - 1, names.Count);
    }

    [Fact]
    public void Weight_decay_spares_vectors_and_embeddings_but_not_the_mask_token()
    {
        var model = new SimMim(new SimMimConfig { Encoder = Shape with { AbsolutePositions = true } });
        Assert.True(model.Decays("encoder.mask_token"));
        Assert.True(model.Decays("encoder.rel_pos_bias.relative_position_bias_table"));
        Assert.True(model.Decays("decoder.0.weight"));
        foreach (var name in new[] { "encoder.cls_token", "encoder.pos_embed", "encoder.blocks.0.gamma_1", "encoder.blocks.0.attn.q_bias", "encoder.norm.weight", "decoder.0.bias" })
            Assert.False(model.Decays(name), name);
    }
}
