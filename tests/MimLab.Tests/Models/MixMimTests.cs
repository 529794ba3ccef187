using MimLab.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class MixMimTests
{
    // Three stages of 8, 4 and 2 tokens per side; windows that cut the first stage into four and are larger than the last.
    private static readonly MixMimConfig Tiny = new()
    {
        Encoder = new() { ImageSize = 16, PatchSize = 2, Width = 8, Depths = [1, 1, 1], Heads = [1, 2, 2], Windows = [4, 4, 7] },
        DecoderWidth = 16,
        DecoderDepth = 1,
        DecoderHeads = 2,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Loss_is_the_mean_squared_error_over_every_patch_from_the_mixture_that_hid_it(bool normalised)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(1);
        var model = new MixMim(Tiny with { NormalisedPixels = normalised });
        var images = randn(3, 3, 16, 16);
        long[] cells = [1, 0, 0, 1];
        var mask = tensor(cells, [1, 2, 2]);
        var predicted = model.Decode(model.Encode(images, mask), mask);
        Assert.Equal([6L, 4, 192], predicted.shape);

        float[] x = images.data<float>().ToArray(), y = predicted.data<float>().ToArray();
        double sum = 0;
        for (var image = 0; image < 3; image++)
            for (var cell = 0; cell < 4; cell++)
            {
                var truth = new double[192]; // row by row, colours together
                for (var row = 0; row < 8; row++)
                    for (var column = 0; column < 8; column++)
                        for (var colour = 0; colour < 3; colour++)
                            truth[(row * 8 + column) * 3 + colour] = x[((image * 3 + colour) * 16 + cell / 2 * 8 + row) * 16 + cell % 2 * 8 + column];
                if (normalised)
                {
                    var mean = truth.Average();
                    var deviation = Math.Sqrt(truth.Sum(t => (t - mean) * (t - mean)) / 191 + 1e-6);
                    truth = [.. truth.Select(t => (t - mean) / deviation)];
                }
                // Hidden in its own mixture, the patch is predicted there; else in its partner's, by the second decoding.
                var source = cells[cell] == 1 ? image : 3 + (2 - image);
                for (var i = 0; i < 192; i++) sum += Math.Pow(truth[i] - y[(source * 4 + cell) * 192 + i], 2);
            }
        Assert.Equal(sum / (3 * 4 * 192), model.call(images, mask).item<float>(), 4);
    }

    [Fact]
    public void Every_patch_of_every_image_is_scored_once()
    {
        using var scope = NewDisposeScope();
        var model = new MixMim(Tiny);
        var mask = tensor(new long[] { 1, 0, 0, 0 }, [1, 2, 2]);
        var predicted = zeros(6, 4, 192, requires_grad: true);
        model.Loss(randn(3, 3, 16, 16), model.Unmix(predicted, mask), mask).backward();
        var scored = predicted.grad!.abs().sum(-1) > 0;                                     // [6, 4]
        Assert.Equal([1L, 0, 0, 0], scored[0].to(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal([0L, 1, 1, 1], scored[3].to(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal(12, scored.to(ScalarType.Int64).sum().item<long>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tokens_of_an_image_see_nothing_of_the_partner_unless_masked_attention_is_off(bool maskedAttention)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(2);
        var model = new MixMim(Tiny with { Encoder = Tiny.Encoder with { MaskedAttention = maskedAttention } });
        var mask = tensor(new long[] { 0, 1, 1, 0 }, [1, 2, 2]);
        var images = randn(2, 3, 16, 16);
        var other = images.clone();
        other[1].copy_(randn(3, 16, 16));
        var change = (model.Encode(images, mask) - model.Encode(other, mask))[0].abs().amax([1]).data<float>().ToArray();
        Assert.True(change[1] > 1e-3 && change[2] > 1e-3);
        if (maskedAttention) Assert.Equal((0f, 0f), (change[0], change[3]));
        else Assert.True(change[0] > 1e-5 && change[3] > 1e-5);
    }

    [Fact]
    public void A_single_reconstruction_scores_the_hidden_patches_of_each_mixture_s_own_image()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(5);
        var dual = new MixMim(Tiny);
        var single = new MixMim(Tiny with { DualReconstruction = false });
        single.load_state_dict(dual.state_dict());
        var images = randn(2, 3, 16, 16);
        var mask = tensor(new long[] { 1, 0, 0, 0 }, [1, 2, 2]);
        var predicted = single.Decode(single.Encode(images, mask), mask);
        Assert.Equal([2L, 4, 192], predicted.shape);
        Assert.True(predicted.allclose(dual.Decode(dual.Encode(images, mask), mask).narrow(0, 0, 2), atol: 1e-5));
        var patch = images[.., .., ..8, ..8].permute(0, 2, 3, 1).flatten(1);                // the hidden cell of both, [2, 192]
        var truth = (patch - patch.mean([1], keepdim: true)) / (patch.var(1, unbiased: true, keepdim: true) + 1e-6).sqrt();
        Assert.Equal((predicted.select(1, 0) - truth).square().mean().item<float>(), single.call(images, mask).item<float>(), 4);
        Assert.Equal(0, single.call(images, zeros(1, 2, 2)).item<float>());
        Assert.Equal(images.shape, single.Reconstruct(images, mask).shape);
    }

    [Fact]
    public void A_mask_token_hides_the_partner_and_learns()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var model = new MixMim(Tiny with { Encoder = Tiny.Encoder with { MaskToken = true }, DualReconstruction = false });
        var mask = tensor(new long[] { 0, 1, 1, 0 }, [1, 2, 2]);
        var images = randn(2, 3, 16, 16);
        var other = images.clone();
        other[1].copy_(randn(3, 16, 16));           // another partner
        other[0, .., ..8, 8..].fill_(9);            // and other pixels where the image is hidden
        var first = model.Encode(images, mask)[0];
        Assert.True(first.allclose(model.Encode(other, mask)[0], rtol: 0, atol: 0));
        other[0, .., ..8, ..8].fill_(9);            // seen: every token may attend to it
        Assert.True((first - model.Encode(other, mask)[0]).abs().amax([1]).min().item<float>() > 0);
        model.call(images, mask).backward();
        var token = model.named_parameters().Single(entry => entry.name == "encoder.hidden_token").parameter;
        Assert.True(token.grad!.abs().max().item<float>() > 0);
        Assert.InRange(token.std().item<float>(), 0.005, 0.05);
        Assert.Equal(0, model.Encoder.LayerOf("hidden_token"));
    }

    [Fact]
    public void Without_a_mask_or_with_an_empty_one_an_image_stays_itself()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var model = new MixMim(Tiny);
        var images = randn(2, 3, 16, 16);
        var alone = model.Encoder.Encode(images);
        Assert.Equal([2L, 4, 32], alone.shape);
        Assert.True(alone.allclose(model.Encoder.Encode(images, zeros(1, 2, 2)), atol: 1e-6));
        Assert.True(alone.flip(0).allclose(model.Encoder.Encode(images, ones(1, 2, 2)), atol: 1e-6));
        Assert.True(alone.mean([1]).allclose(model.Encoder.Features(images), atol: 1e-6));
        Assert.Equal([2L, 8], model.Encoder.Features(images, block: 0).shape);
    }

    [Fact]
    public void The_first_mask_holds_for_the_whole_batch()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var model = new MixMim(Tiny);
        var images = randn(2, 3, 16, 16);
        var masks = tensor(new long[] { 0, 1, 1, 0, 1, 1, 0, 0 }, [2, 2, 2]);
        Assert.Equal(model.call(images, masks.narrow(0, 0, 1)).item<float>(), model.call(images, masks).item<float>());
        Assert.Equal(model.call(images, masks).item<float>(), model.call(images, masks.to(ScalarType.Bool)).item<float>());
        Assert.NotEqual(model.call(images, masks.narrow(0, 1, 1)).item<float>(), model.call(images, masks).item<float>());
        foreach (var wrong in new[] { zeros(1, 3, 3), zeros(1, 4, 4), zeros(1, 4), zeros(0, 2, 2) })                // 4 x 4 holds four masks of 2 x 2
        {
            Assert.Contains("2 x 2", Assert.Throws<ArgumentException>(() => model.call(images, wrong)).Message);
            Assert.Contains("2 x 2", Assert.Throws<ArgumentException>(() => model.Unmix(model.call(images, masks).expand(6, 4, 192), wrong)).Message);
        }
    }

    [Fact]
    public void Gradients_are_slopes_of_the_loss()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var model = new MixMim(Tiny);
        var images = randn(3, 3, 16, 16, ScalarType.Float64);
        var mask = tensor(new long[] { 0, 1, 1, 0 }, [1, 2, 2]);
        GradientCheck.Run(model, images, mask);
    }

    [Fact]
    public void A_mask_and_its_reverse_are_one_task_where_both_images_are_reconstructed()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var model = new MixMim(Tiny);
        var images = randn(4, 3, 16, 16);
        var mask = tensor(new long[] { 1, 0, 0, 0 }, [1, 2, 2]);
        Assert.Equal(model.call(images, mask).item<float>(), model.call(images, 1 - mask).item<float>(), 5);
        var single = new MixMim(Tiny with { DualReconstruction = false });
        Assert.NotEqual(single.call(images, mask).item<float>(), single.call(images, 1 - mask).item<float>(), 3);
    }

    [Fact]
    public void A_mix_embedding_tells_each_stage_whose_a_token_is_and_learns()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var plain = new MixMim(Tiny with { Encoder = Tiny.Encoder with { MaskedAttention = false } });
        var model = new MixMim(Tiny with { Encoder = Tiny.Encoder with { MaskedAttention = false, MixEmbedding = true } });
        var embeddings = model.named_parameters().Where(entry => entry.name.Contains("mix_embed_")).ToDictionary(entry => entry.name, entry => entry.parameter);
        Assert.Equal(["encoder.mix_embed_0", "encoder.mix_embed_1", "encoder.mix_embed_2"], embeddings.Keys.Order());
        Assert.All(embeddings.Values, embedding => Assert.InRange(embedding.std().item<float>(), 0.005, 0.05));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(stage => model.Encoder.LayerOf($"mix_embed_{stage}")));
        var images = randn(2, 3, 16, 16);
        var mask = tensor(new long[] { 0, 1, 1, 0 }, [1, 2, 2]);
        model.call(images, mask).backward();
        Assert.All(embeddings.Values, embedding => Assert.True(embedding.grad!.abs().amax([1]).min().item<float>() > 0));

        using var frozen = no_grad();
        foreach (var embedding in embeddings.Values) embedding.zero_();
        model.load_state_dict(plain.state_dict(), strict: false);
        Assert.True(model.Encode(images, mask).allclose(plain.Encode(images, mask), rtol: 0, atol: 0));
        // The partner's vectors show in a mixture alone; the image's own in both.
        embeddings["encoder.mix_embed_1"][1].copy_(randn(16)); // not a constant, which norms would take away
        Assert.False(model.Encode(images, mask).allclose(plain.Encode(images, mask)));
        Assert.True(model.Encoder.Encode(images).allclose(plain.Encoder.Encode(images), rtol: 0, atol: 0));
        embeddings["encoder.mix_embed_2"][0].copy_(randn(32));
        Assert.False(model.Encoder.Encode(images).allclose(plain.Encoder.Encode(images)));
        using var trace = model.Encoder.Trace(images, mask);
        Assert.True(trace.Output.allclose(model.Encode(images, mask), atol: 1e-6));
    }

    [Fact]
    public void What_the_encoder_sees_is_the_image_with_its_partner_in_hidden_cells()
    {
        using var scope = NewDisposeScope();
        var images = randn(3, 3, 16, 16);
        var mask = tensor(new long[] { 0, 1, 0, 0 }, [1, 2, 2]);
        var expected = images.clone();
        expected[.., .., ..8, 8..] = images.flip(0)[.., .., ..8, 8..];
        var model = new MixMim(Tiny);
        Assert.True(model.Seen(images, mask)!.eq(expected).all().item<bool>());
        // To whom a mixture is an image like others.
        var open = new MixMim(Tiny with { Encoder = Tiny.Encoder with { MaskedAttention = false } });
        Assert.True(open.Encode(images, mask).allclose(open.Encoder.Encode(expected), atol: 1e-5));
        Assert.Null(new MixMim(Tiny with { Encoder = Tiny.Encoder with { MaskToken = true }, DualReconstruction = false }).Seen(images, mask));
    }

    [Fact]
    public void Reconstructions_have_the_size_of_the_images_and_the_level_of_each_patch()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var model = new MixMim(Tiny);
        // Predicts 0 everywhere.
        foreach (var module in model.modules().OfType<Linear>().Where(linear => linear.weight.size(0) == 192)) module.weight.zero_();
        var images = randn(2, 3, 16, 16) + 5;
        var painted = model.Reconstruct(images, tensor(new long[] { 0, 1, 1, 0 }, [1, 2, 2]));
        Assert.Equal(images.shape, painted.shape);
        Assert.Equal(images[1, .., ..8, 8..].mean().item<float>(), painted[1, 2, 3, 11].item<float>(), 4);
    }

    [Fact]
    public void Weights_start_as_in_the_released_code()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var model = new MixMim(Tiny with { DecoderWidth = 64 });
        var state = model.state_dict();
        var bound = Math.Sqrt(6.0 / (64 + 192));
        Assert.InRange(state["decoder_pred.weight"].abs().max().item<float>(), 0.99 * bound, bound);
        Assert.Equal(0, state["encoder.layers.0.blocks.0.attn.qkv.bias"].abs().max().item<float>());
        Assert.InRange(state["encoder.patch_embed.proj.weight"].abs().max().item<float>(), 0.9 / Math.Sqrt(12), 1 / Math.Sqrt(12));
        Assert.InRange(state["encoder.patch_embed.proj.bias"].abs().max().item<float>(), 0.1 / Math.Sqrt(12), 1 / Math.Sqrt(12));
        Assert.InRange(state["encoder.layers.0.blocks.0.attn.relative_position_bias_table"].std().item<float>(), 0.01, 0.03);
        Assert.InRange(state["mask_token"].std().item<float>(), 0.01, 0.03);
    }

    [Fact]
    public void Names_decay_and_layers_are_those_of_the_released_code()
    {
        using var model = new MixMim(Tiny);
        Assert.Equal("layers.1.blocks.0.attn.qkv.weight", MixMim.OfficialName("encoder.layers.1.blocks.0.attn.qkv.weight"));
        Assert.Equal("decoder_embed.weight", MixMim.OfficialName("decoder_embed.weight"));
        Assert.True(model.Decays("mask_token"));
        Assert.True(model.Decays("encoder.layers.0.blocks.0.attn.relative_position_bias_table"));
        Assert.False(model.Decays("encoder.norm.weight"));
        Assert.False(model.Decays("decoder_pred.bias"));
        Assert.DoesNotContain(model.named_parameters(), entry => entry.name.Contains("pos_embed"));
        (string, int)[] layers = [("patch_embed.proj.weight", 0), ("layers.0.blocks.0.norm1.weight", 1), ("layers.0.downsample.norm.weight", 1),
            ("layers.1.blocks.0.norm1.weight", 2), ("layers.2.blocks.0.mlp.fc1.bias", 3), ("norm.weight", 4)];
        foreach (var (name, layer) in layers) Assert.Equal(layer, model.Encoder.LayerOf(name));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_in_one_sentence()
    {
        (MixMimConfig Shape, string Says)[] wrong =
        [
            (Tiny with { Encoder = Tiny.Encoder with { ImageSize = 20 } }, "imageSize"),
            (Tiny with { Encoder = Tiny.Encoder with { Width = 6 } }, "multiple of 4"),
            (Tiny with { Encoder = Tiny.Encoder with { Heads = [1, 2] } }, "heads needs one number"),
            (Tiny with { Encoder = Tiny.Encoder with { Heads = [3, 2, 2] } }, "heads must divide"),
            (Tiny with { Encoder = Tiny.Encoder with { Windows = [3, 4, 7] } }, "windows must divide"),
            (Tiny with { Encoder = Tiny.Encoder with { Depths = [] } }, "depths"),
            (Tiny with { Encoder = Tiny.Encoder with { MaskToken = true } }, "dual reconstruction"),
            (Tiny with { DecoderWidth = 18 }, "decoderWidth"),
            (Tiny with { DecoderHeads = 3 }, "decoderHeads"),
            (Tiny with { DecoderDepth = -1 }, "decoderDepth"),
        ];
        foreach (var (shape, says) in wrong) Assert.Contains(says, Assert.Throws<UserError>(() => new MixMim(shape)).Message);
    }
}
