using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class MaeTests
{
    private static MaeConfig Tiny(bool normalised, params int[] fused) => new()
    {
        Encoder = MaeConfig.EncoderOf(new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 3, Heads = 3 }),
        Decoder = new() { Kind = "decoder", Width = 16, Depth = 2, Heads = 2 },
        NormalisedPatches = normalised,
        FusedBlocks = fused,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_is_the_mean_squared_error_over_hidden_values_counted_one_by_one(bool normalised)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var model = new Mae(Tiny(normalised));
        var images = randn(2, 3, 16, 16);
        var mask = KeptPatches.Mask(KeptPatches.ByNoise(rand(2, 16), 4), 16).view(2, 4, 4);
        var kept = KeptPatches.Of(mask);
        var predicted = model.Decode(model.Encode(model.Encoder.Patchify(images), kept), kept).data<float>().ToArray();
        float[] x = images.data<float>().ToArray();
        var flags = mask.data<long>().ToArray();
        double sum = 0, values = 0;
        for (var b = 0; b < 2; b++)
            for (var patch = 0; patch < 16; patch++)
            {
                if (flags[b * 16 + patch] == 0) continue;
                var truth = new List<double>(); // pixel by pixel, its colours together
                for (var row = 0; row < 4; row++)
                    for (var column = 0; column < 4; column++)
                        for (var c = 0; c < 3; c++) truth.Add(x[((b * 3 + c) * 16 + patch / 4 * 4 + row) * 16 + patch % 4 * 4 + column]);
                double mean = truth.Average(), variance = truth.Sum(v => (v - mean) * (v - mean)) / (truth.Count - 1);
                for (var i = 0; i < truth.Count; i++, values++)
                    sum += Math.Pow((normalised ? (truth[i] - mean) / Math.Sqrt(variance + 1e-6) : truth[i]) - predicted[(b * 16 + patch) * 48 + i], 2);
            }
        Assert.Equal(sum / values, model.call(images, mask).item<float>(), 5);
    }

    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(2, 8, 8)]
    [InlineData(1, 4, 4)]
    [InlineData(2, 2, 8)]
    public void A_mask_over_other_patches_than_the_encoders_is_refused(int batch, int height, int width)
    {
        using var scope = NewDisposeScope();
        var model = new Mae(Tiny(true));
        var mask = zeros(batch, height, width);
        foreach (var act in new Func<Tensor, Tensor, Tensor>[] { model.forward, model.Reconstruct })
            Assert.StartsWith("A mask for 2 images of 4 x 4 patches was expected", Assert.Throws<ArgumentException>(() => act(randn(2, 3, 16, 16), mask)).Message);
    }

    [Theory]
    [InlineData]
    [InlineData(0, 2)]
    public void The_encoder_does_not_see_what_is_hidden(params int[] fused)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var model = fused.Length == 0 ? new Mae(Tiny(true)) : new Mff(Tiny(true, fused));
        var patches = model.Encoder.Patchify(randn(2, 3, 16, 16));
        var kept = KeptPatches.ByNoise(rand(2, 16), 5);
        var mask = KeptPatches.Mask(kept, 16).to(ScalarType.Float32).unsqueeze(2);
        var features = model.Encode(patches, kept);
        Assert.Equal([2L, 6, 24], features.shape);
        Assert.Equal(0, (features - model.Encode(patches + mask * randn_like(patches), kept)).abs().max().item<float>());
        Assert.True((features - model.Encode(patches + (1 - mask) * randn_like(patches), kept)).abs().max().item<float>() > 1e-3);
        Assert.Equal([2L, 16, 48], model.Decode(features, kept).shape);
    }

    [Fact]
    public void All_patches_kept_give_what_the_whole_encoder_gives_and_their_order_does_not_matter()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var model = new Mae(Tiny(false));
        var patches = model.Encoder.Patchify(randn(2, 3, 16, 16));
        var order = KeptPatches.ByNoise(rand(2, 16), 16);
        var straight = model.Encode(patches, arange(16, dtype: ScalarType.Int64).expand(2, 16));
        Assert.True(straight.allclose(model.Encoder.Encode(patches), atol: 1e-5));
        var shuffled = model.Encode(patches, order);
        Assert.True(model.Decode(shuffled, order).allclose(model.Decode(straight, arange(16, dtype: ScalarType.Int64).expand(2, 16)), atol: 1e-5));
    }

    [Fact]
    public void With_a_mask_token_the_encoder_sees_that_something_is_hidden_but_not_what()
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var model = new Mae(MaskToken(Tiny(true)));
        var patches = model.Encoder.Patchify(randn(2, 3, 16, 16));
        var kept = KeptPatches.ByNoise(rand(2, 16), 5);
        var mask = KeptPatches.Mask(kept, 16).to(ScalarType.Float32).unsqueeze(2);
        var features = model.Encode(patches, kept);
        Assert.Equal([2L, 17, 24], features.shape);
        Assert.Equal(0, (features - model.Encode(patches + mask * randn_like(patches), kept)).abs().max().item<float>());
        Assert.True((features - model.Encode(patches + (1 - mask) * randn_like(patches), kept)).abs().max().item<float>() > 1e-3);
        Assert.True((features - model.Encoder.Encode(patches)).abs().max().item<float>() > 1e-3);
        // Hidden places are told apart by what attention brings there: no token of the decoder's own replaces them.
        var predicted = model.Decode(features, kept);
        Assert.Equal([2L, 16, 48], predicted.shape);
        for (var place = 1L; place < 17; place++)
        {
            var changed = features.clone();
            changed[.., (int)place].add_(randn(2, 24));
            Assert.True((model.Decode(changed, kept) - predicted)[.., (int)place - 1].abs().max().item<float>() > 1e-3, $"place {place}");
        }
    }

    [Fact]
    public void The_mask_token_is_the_encoders_or_the_decoders_and_is_trained_and_left_behind()
    {
        using var scope = NewDisposeScope();
        manual_seed(10);
        var model = new Mae(MaskToken(Tiny(true)));
        Assert.Equal(["encoder.mask_token"], model.state_dict().Keys.Where(name => name.Contains("mask_token")));
        Assert.Equal(["decoder.mask_token"], new Mae(Tiny(true)).state_dict().Keys.Where(name => name.Contains("mask_token")));
        var mask = KeptPatches.Mask(KeptPatches.ByNoise(rand(2, 16), 4), 16).view(2, 4, 4);
        var images = randn(2, 3, 16, 16);
        model.call(images, mask).backward();
        Assert.All(model.named_parameters(), p => Assert.True(p.Item2.grad is { } g && g.isfinite().all().item<bool>() && g.abs().max().item<float>() > 0, p.Item1));
        var classifier = new Classifier(Classifier.FineTuningShape(model.Config.Encoder, 0), 5);
        Assert.Empty(PretrainedEncoder.Load((nn.Module)classifier.Encoder, model.state_dict()).Missing);

        var token = model.named_parameters().Single(p => p.Item1 == "encoder.mask_token").Item2;
        using var frozen = no_grad();
        var slope = token.grad![0, 0, 3].item<float>();
        const float step = 1e-2f;
        float At(float shift) { token[0, 0, 3].add_(shift); var loss = model.call(images, mask).item<float>(); token[0, 0, 3].sub_(shift); return loss; }
        Assert.Equal((At(step) - At(-step)) / (2 * step), slope, 1e-3);
    }

    [Fact]
    public void Mask_tokens_in_the_encoder_cost_three_times_as_much()
    {
        // ViT-L with the usual decoder: MAE's Table 1c says 3.3 times; it does not say what it counts.
        var plain = new MaeConfig { Encoder = MaeConfig.EncoderOf(new ModelSettings { Size = "ViT-L" }.EncoderShape()) };
        Assert.InRange(ModelCost.FlopsPerImage(MaskToken(plain), 49) / ModelCost.FlopsPerImage(plain, 49), 3.1, 3.4);
        Assert.Equal(ModelCost.FlopsPerImage(plain, 196), ModelCost.FlopsPerImage(MaskToken(plain), 49));
        var settings = new ModelSettings { Method = "mae", Size = "ViT-L", LayerScale = null, RelativePositions = "none", AbsolutePositions = true, Head = "decoder", Loss = "l2", EncoderMaskToken = true };
        var mask = new MimLab.Masking.MaskSettings { Strategy = "random-kept", CellSize = 16, Ratio = 0.75 };
        Assert.Equal(ModelCost.FlopsPerImage(MaskToken(plain), 49), PretrainingCost.FlopsPerImage(settings, mask));
        Assert.Null(PretrainingCost.KeptPatches(settings, mask));
        Assert.Contains("model.encoderMaskToken", Assert.Throws<UserError>(() => (settings with { Method = "mff" }).Validate(mask.Create(224, 16))).Message);
        Assert.Contains("model.encoderMaskToken", Assert.Throws<UserError>(() => new ModelSettings { EncoderMaskToken = true }.Validate(mask.Create(224, 16))).Message);
    }

    private static MaeConfig MaskToken(MaeConfig config) => config with { Encoder = config.Encoder with { MaskToken = true } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_perfect_prediction_paints_the_image(bool normalised)
    {
        using var scope = NewDisposeScope();
        var target = new MimLab.Targets.PatchPixels(3, normalised);
        var patches = randn(2, 16, 48) * 3 + 1;
        Assert.True(target.Picture(target.Truth(patches), patches).allclose(patches, atol: 1e-4));
        var model = new Mae(Tiny(normalised));
        Assert.Equal([2L, 3, 16, 16], model.Reconstruct(randn(2, 3, 16, 16), KeptPatches.Mask(KeptPatches.ByNoise(rand(2, 16), 4), 16).view(2, 4, 4)).shape);
    }

    [Fact]
    public void Initial_weights_and_decay_are_those_of_the_released_code()
    {
        using var scope = NewDisposeScope();
        var model = new Mff(new MaeConfig { Encoder = MaeConfig.EncoderOf(new() { ImageSize = 64, PatchSize = 8, Width = 256, Depth = 3, Heads = 4 }), Decoder = new() { Kind = "decoder", Width = 128, Depth = 1, Heads = 2 }, FusedBlocks = [0, 2] });
        var state = model.state_dict();
        void Uniform(string name, double inputs, double outputs)
        {
            var bound = Math.Sqrt(6 / (inputs + outputs));
            Assert.InRange(state[name].abs().max().item<float>(), 0.97 * bound, bound);
            Assert.Equal(bound / Math.Sqrt(3), state[name].std().item<float>(), bound * 0.03);
        }
        Uniform("encoder.blocks.2.attn.qkv.weight", 256, 768); // not scaled down with depth
        Uniform("encoder.patch_embed.proj.weight", 192, 256);
        Uniform("fusion.proj_layers.0.weight", 256, 256);
        Uniform("decoder.decoder_embed.weight", 256, 128);
        Assert.Equal(0.02, state["encoder.cls_token"].std().item<float>(), 0.004);
        Assert.Equal(0.02, state["decoder.mask_token"].std().item<float>(), 0.005);
        Assert.True(model.Decays("encoder.blocks.0.attn.qkv.weight") && model.Decays("fusion.proj_weights"));
        Assert.False(model.Decays("encoder.cls_token") || model.Decays("decoder.mask_token") || model.Decays("encoder.blocks.0.attn.qkv.bias"));
        var plain = new Mae(Tiny(true));
        Assert.True(plain.Decays("encoder.cls_token") && plain.Decays("decoder.mask_token"));
    }

    [Fact]
    public void Fusion_starts_even_and_is_trained()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var model = new Mff(Tiny(true, 0, 1, 2));
        Assert.All(model.FusionWeights, weight => Assert.Equal(1.0 / 3, weight, 1e-6));
        Assert.Equal("Fusion weights: block 0 0.333, block 1 0.333, block 2 0.333.", model.FusionSummary());
        var mask = KeptPatches.Mask(KeptPatches.ByNoise(rand(2, 16), 4), 16).view(2, 4, 4);
        model.call(randn(2, 3, 16, 16), mask).backward();
        Assert.All(model.named_parameters().Where(p => p.Item1.StartsWith("fusion.")), p => Assert.True(p.Item2.grad!.abs().max().item<float>() > 0, p.Item1));
        var single = new Mff(Tiny(true, 2));
        Assert.False(single.named_parameters().Single(p => p.Item1 == "fusion.proj_weights").Item2.requires_grad);
        Assert.Equal([1.0], single.FusionWeights);
    }

    [Theory]
    [InlineData(12, 0, 2, 4, 6, 8, 11)] // as released
    [InlineData(4, 0, 3)]
    [InlineData(2, 0, 1)]
    [InlineData(1, 0)]
    public void The_usual_blocks_are_fused_where_nobody_says(int depth, params int[] blocks) => Assert.Equal(blocks, MaeConfig.UsualFusion(depth));

    [Theory]
    [InlineData("layerScale")]
    [InlineData("relativePositions")]
    [InlineData("absolutePositions")]
    [InlineData("head")]
    [InlineData("loss")]
    [InlineData("lossArea")]
    [InlineData("target")]
    [InlineData("targetSize")]
    [InlineData("fusedBlocks")]
    public void What_the_method_does_not_have_is_refused_by_name(string key)
    {
        ModelSettings Settings(string wrong) => new()
        {
            Method = "mae",
            Size = "ViT-T",
            LayerScale = wrong == "layerScale" ? 0.1 : null,
            RelativePositions = wrong == "relativePositions" ? "shared" : "none",
            AbsolutePositions = wrong != "absolutePositions",
            Head = wrong == "head" ? "linear" : "decoder",
            Loss = wrong == "loss" ? "l1" : "l2",
            LossArea = wrong == "lossArea" ? "full" : "masked",
            Target = wrong == "target" ? "bins" : "pixels",
            TargetSize = wrong == "targetSize" ? 14 : null,
            FusedBlocks = wrong == "fusedBlocks" ? [0, 11] : null,
        };
        Settings("").Validate(new MimLab.Masking.RandomMask(224, 16, 16, 0.75));
        var error = Assert.Throws<UserError>(() => Settings(key).Validate(new MimLab.Masking.RandomMask(224, 16, 16, 0.75)));
        Assert.StartsWith($"model.{key} is ", error.Message);
        Assert.Contains("at least one kept", Assert.Throws<UserError>(() => Settings("").Validate(new MimLab.Masking.RandomMask(224, 16, 16, 1))).Message);
        Assert.Contains("must end with the last block, 11",
            Assert.Throws<UserError>(() => (Settings("") with { Method = "mff", FusedBlocks = [0, 2] }).Validate(new MimLab.Masking.RandomMask(224, 16, 16, 0.75))).Message);
    }

    [Theory]
    [InlineData(512, 8, 16, 38.92)]
    [InlineData(256, 4, 8, 11.20)]
    public void Cost_is_that_of_the_official_code_less_the_hidden_patches_it_embeds(int width, int depth, int heads, double official)
    {
        var encoder = MaeConfig.EncoderOf(new ModelSettings { Size = "ViT-S" }.EncoderShape());
        var config = new MaeConfig { Encoder = encoder, Decoder = new() { Kind = "decoder", Width = width, Depth = depth, Heads = heads } };
        var embedding = 2 * (2.0 * 147 * 768 * 384) / 1e9; // forward, and the weight's gradient
        Assert.Equal(official - embedding, ModelCost.FlopsPerImage(config, 49) / 1e9, official * 0.003);
    }

    [Theory]
    [InlineData]
    [InlineData(0, 2)]
    public void Parameters_are_counted_without_making_a_model(params int[] fused)
    {
        var config = Tiny(true, fused);
        using var model = fused.Length == 0 ? new Mae(config) : new Mff(config);
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), ModelCost.ParameterCount(config));
        if (fused.Length > 0) return;
        using var masked = new Mae(MaskToken(config));
        Assert.Equal(masked.parameters().Sum(parameter => parameter.numel()), ModelCost.ParameterCount(MaskToken(config)));
    }
}
