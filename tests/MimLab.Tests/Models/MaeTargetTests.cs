using MimLab.Models;
using MimLab.Targets;
using MimLab.Tests.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

/// <summary>
/// What MAE can predict (Table 1d): pixels, normalised pixels, components, tokens. The losses of pixels and components have their
/// own tests.
/// </summary>
[Collection("torch")]
public class MaeTargetTests
{
    private static readonly DiscreteVaeConfig Shape = new() { Side = 4, Tokens = 10, Width = 8, Blocks = 1 };

    [Fact]
    public void The_loss_of_tokens_is_their_cross_entropy_over_hidden_patches_counted_one_by_one()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (model, images, mask) = Case(folder, "tokens");
        var (patches, kept) = (model.Encoder.Patchify(images), KeptPatches.Of(mask));
        var predicted = model.Decode(model.Encode(patches, kept), kept);
        using var tokenizer = DiscreteVae.Load(folder["tokens"]);
        var truth = tokenizer.Tokens(patches);
        double sum = 0, count = 0;
        for (var image = 0; image < 2; image++)
            for (var patch = 0; patch < 16; patch++)
            {
                if (mask[image, patch / 4, patch % 4].item<long>() == 0) continue;
                double[] logits = [.. predicted[image, patch].data<float>().ToArray().Select(value => (double)value)];
                sum -= logits[truth[image, patch].item<long>()] - Math.Log(logits.Sum(Math.Exp));
                count++;
            }
        Assert.Equal(sum / count, model.call(images, mask).item<float>(), 1e-4);
        Assert.Equal([2L, 3, 16, 16], model.Reconstruct(images, mask).shape);
    }

    [Theory]
    [InlineData("pixels")]
    [InlineData("normalised")]
    [InlineData("components")]
    [InlineData("tokens")]
    [InlineData("pixels", true)]
    public void Gradients_are_slopes_of_the_loss(string target, bool maskToken = false)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (model, images, mask) = Case(folder, target, maskToken);
        GradientCheck.Run(model, images.to(ScalarType.Float64), mask);
    }

    [Theory]
    [InlineData("pixels")]
    [InlineData("normalised")]
    [InlineData("components")]
    [InlineData("tokens")]
    [InlineData("normalised", true)]
    public void One_batch_is_learned_by_heart(string target, bool maskToken = false)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (model, images, mask) = Case(folder, target, maskToken);
        LearningCheck.Run(model, images, mask, 1 / 2.0, steps: 300, rate: 5e-3);
    }

    private static (Mae Model, Tensor Images, Tensor Mask) Case(TemporaryFolder folder, string target, bool maskToken = false)
    {
        manual_seed(4);
        if (target == "tokens")
        {
            using var vae = new DiscreteVae(Shape);
            using var stream = File.Create(folder["tokens"]);
            vae.Write(stream, new Dictionary<string, string>());
        }
        if (target == "components")
        {
            using var stream = File.Create(folder["components"]);
            var varied = randn(48, 48, dtype: ScalarType.Float64);
            PatchComponents.Of(new double[48], varied.t().matmul(varied).contiguous().data<double>().ToArray(), 6, "imagenet").Write(stream, new Dictionary<string, string>());
        }
        var settings = TinyModel.Mae with
        {
            HeadDepth = 2,
            Target = target == "normalised" ? "pixels" : target,
            NormalisedPatches = target == "normalised",
            EncoderMaskToken = maskToken,
            Tokens = 10,
            Tokenizer = target == "tokens" ? folder["tokens"] : null,
            Components = 6,
            ComponentFile = target == "components" ? folder["components"] : null,
        };
        var model = (Mae)settings.CreateModel();
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), PretrainingCost.Parameters(settings));
        return (model, randn(2, 3, 16, 16).clamp(-1.8, 2), KeptPatches.Mask(KeptPatches.ByNoise(rand(2, 16), 4), 16).view(2, 4, 4));
    }
}
