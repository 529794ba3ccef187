using MimLab.Backbones;
using MimLab.Masking;
using MimLab.Models;
using MimLab.Targets;
using MimLab.Tests.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class BeitTests
{
    private static readonly DiscreteVaeConfig Tokenizer = new() { Side = 4, Tokens = 10, Width = 8, Blocks = 1 };

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    public void The_loss_is_the_mean_cross_entropy_of_hidden_patches_counted_one_by_one(int size)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = (Beit)Settings(folder, size / 4, size).CreateModel();
        using var tokenizer = DiscreteVae.Load(folder["vae.safetensors"]);
        var (images, mask) = (randn(3, 3, 16, 16), rand(3, 4, 4) > 0.5);
        var patches = model.Encoder.Patchify(images);
        var (side, logits) = (size / 4, model.Decode(model.Encode(patches, mask)).to(ScalarType.Float64));
        var pixels = patches.view(3, 16, 3, side, 4 / side, side, 4 / side).mean([4, 6]).flatten(2);
        var tokens = tokenizer.Logits(pixels).argmax(-1);
        Assert.True(model.Truth(patches).squeeze(2).eq(tokens).all().item<bool>());
        double sum = 0, count = 0;
        for (var image = 0; image < 3; image++)
            for (var patch = 0; patch < 16; patch++)
            {
                if (!mask[image, patch / 4, patch % 4].item<bool>()) continue;
                var scores = logits[image, patch].data<double>().ToArray();
                sum += Math.Log(scores.Sum(Math.Exp)) - scores[tokens[image, patch].item<long>()];
                count++;
            }
        Assert.Equal(sum / count, model.call(images, mask).item<float>(), 5);
        Assert.Equal([3L, 3, 16, 16], model.Reconstruct(images, mask).shape);
    }

    [Fact]
    public void Its_loss_and_gradients_are_those_of_SimMIM_with_visual_tokens()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var settings = Settings(folder);
        using var beit = settings.CreateModel();
        using var simmim = (settings with { Method = "simmim" }).CreateModel();
        Assert.IsType<SimMim>(simmim);
        var own = beit.named_parameters().ToDictionary(p => p.Item1.Replace("lm_head.", "decoder.0.", StringComparison.Ordinal), p => p.Item2);
        using (no_grad()) foreach (var (name, parameter) in simmim.named_parameters()) parameter.copy_(own[name].view(parameter.shape));
        var (images, mask) = (randn(4, 3, 16, 16), rand(4, 4, 4) > 0.6);
        var (ours, theirs) = (beit.call(images, mask), simmim.call(images, mask));
        Assert.Equal(theirs.item<float>(), ours.item<float>(), 1e-5);
        ours.backward();
        theirs.backward();
        foreach (var (name, parameter) in simmim.named_parameters())
        {
            var slope = own[name].grad!.view(parameter.shape);
            Assert.True((slope - parameter.grad!).abs().max().item<float>() < 1e-5, name);
        }
        Assert.True(beit.Reconstruct(images, mask).allclose(simmim.Reconstruct(images, mask), atol: 1e-5));
    }

    [Fact]
    public void One_batch_can_be_learned_by_heart()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = Settings(folder).CreateModel();
        var images = randn(4, 3, 4, 4).repeat_interleave(4, 2).repeat_interleave(4, 3).contiguous();
        var mask = rand(4, 4, 4) > 0.6;
        LearningCheck.Run(model, images, mask, 1 / 5.0);
    }

    [Fact]
    public void It_starts_and_decays_as_BEiT_does()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = (Settings(folder) with { Width = 512, Heads = 8 }).CreateModel();
        var state = model.state_dict();
        Assert.InRange(state["lm_head.weight"].std().item<float>(), 0.0102, 0.0114); // cut off at one standard deviation of 0.02
        Assert.InRange(state["lm_head.weight"].abs().max().item<float>(), 0.019, 0.02);
        Assert.Equal(0, state["lm_head.bias"].abs().max().item<float>());
        Assert.Equal(0.1f, state["encoder.blocks.1.gamma_2"].max().item<float>());
        Assert.True(model.Decays("lm_head.weight") && model.Decays("encoder.mask_token") && model.Decays("encoder.rel_pos_bias.relative_position_bias_table"));
        Assert.False(model.Decays("lm_head.bias") || model.Decays("encoder.cls_token") || model.Decays("encoder.blocks.0.gamma_1"));
        Assert.DoesNotContain(state.Keys, name => name.Contains("codebook"));
    }

    [Fact]
    public void Its_numbers_and_operations_are_counted_without_making_it()
    {
        using var folder = new TemporaryFolder();
        var settings = Settings(folder);
        using var model = settings.CreateModel();
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), PretrainingCost.Parameters(settings));
        var mask = new MaskSettings { Strategy = "blockwise", CellSize = 4, Ratio = 0.4 };          // 6 of 16 patches
        double Forward(ModelSettings some) => PretrainingCost.FlopsPerImage(some, mask, training: false);
        Assert.Equal(2.0 * 10 * 24 * 10, Forward(settings with { Method = "simmim" }) - Forward(settings), 6);
        // ViT-B: SimMIM's 86.3 million with a head of 768 pixels, which gives way to one of 8,192 tokens.
        var large = new ModelSettings { Method = "beit", Target = "tokens", Tokens = 8192 };
        Assert.Equal(ModelCost.ParameterCount(new VisionTransformerConfig()) + 769L * (8192 - 768), PretrainingCost.Parameters(large));
        Assert.Equal(75, new BlockwiseMask(224, 16, 16, 0.3827, 16).MaskedCount);
    }

    [Fact]
    public void What_BEiT_does_not_have_is_refused()
    {
        var settings = new ModelSettings { Method = "beit", Target = "tokens" };
        var masks = new BlockwiseMask(224, 16, 16, 0.4, 16);
        settings.Validate(masks);
        Refused(settings with { Target = "pixels" }, "model.target is pixels, but model.method is \"beit\": set model.target to tokens.");
        Refused(settings with { Head = "mlp" }, "set model.head to linear");
        Refused(settings with { LossArea = "full" }, "set model.lossArea to masked");
        Refused(settings with { Backbone = "swin", Size = "Swin-T" }, "set model.backbone to vit");
        Assert.Contains("change mask.ratio", Assert.Throws<UserError>(() => settings.Validate(new BlockwiseMask(224, 16, 16, 0, 16))).Message);

        void Refused(ModelSettings wrong, string message) => Assert.Contains(message, Assert.Throws<UserError>(() => wrong.Validate(masks)).Message);
    }

    internal static ModelSettings Settings(TemporaryFolder folder, int side = 4, int? size = null)
    {
        manual_seed(9);
        using var vae = new DiscreteVae(Tokenizer with { Side = side });
        using (var stream = File.Create(folder["vae.safetensors"])) vae.Write(stream, new Dictionary<string, string>());
        return TinyModel.Vit with { Method = "beit", Target = "tokens", Tokens = Tokenizer.Tokens, Tokenizer = folder["vae.safetensors"], TargetSize = size };
    }
}
