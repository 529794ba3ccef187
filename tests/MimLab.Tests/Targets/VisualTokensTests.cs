using MimLab.Models;
using MimLab.Targets;
using MimLab.Tests.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class VisualTokensTests
{
    private static readonly DiscreteVaeConfig Shape = new() { Side = 4, Tokens = 10, Width = 8, Blocks = 1 };

    [Theory]
    [InlineData(16, "masked")]
    [InlineData(8, "full")]
    public void The_loss_is_the_mean_cross_entropy_of_the_tokenizers_choice_counted_patch_by_patch(int size, string area)
    {
        using var folder = new TemporaryFolder();
        using var a = new TargetCase(Settings(folder, Shape with { Side = size / 4 }) with { TargetSize = size, LossArea = area });
        using var tokenizer = DiscreteVae.Load(folder["vae.safetensors"]);
        var side = size / TargetCase.Grid;
        var seen = zeros(TargetCase.Images, 16, 3 * side * side);
        for (var image = 0; image < TargetCase.Images; image++)
            for (var patch = 0; patch < 16; patch++)
                for (var i = 0; i < 3 * side * side; i++)
                    seen[image, patch, i] = tensor((float)a.Average(image, i / (side * side), patch, i / side % side, i % side, side));
        var logits = tokenizer.Logits(seen);
        var predicted = a.Predicted();
        double sum = 0, patches = 0;
        for (var image = 0; image < TargetCase.Images; image++)
            for (var patch = 0; patch < 16; patch++)
            {
                if (area == "masked" && !a.Hidden(image, patch)) continue;
                patches++;
                var token = Enumerable.Range(0, 10).MaxBy(k => logits[image, patch, k].item<float>());
                sum -= predicted[image, patch, token] - Math.Log(Enumerable.Range(0, 10).Sum(k => Math.Exp(predicted[image, patch, k])));
            }
        Assert.Equal(sum / (patches + 1e-5), a.Loss(), 1e-4);
        Assert.Equal([2L, 3, 16, 16], a.Model.Reconstruct(a.Pixels, a.Mask).shape);
    }

    [Fact]
    public void Gradients_are_slopes_of_the_loss_and_none_reaches_the_tokenizer()
    {
        using var folder = new TemporaryFolder();
        using var a = new TargetCase(Settings(folder, Shape), ScalarType.Float64);
        Assert.DoesNotContain(a.Model.state_dict().Keys, name => name.Contains("codebook"));
        a.AssertGradientsAreSlopes();
    }

    [Fact]
    public void One_batch_can_be_learned_by_heart()
    {
        using var folder = new TemporaryFolder();
        using var a = new TargetCase(Settings(folder, Shape));
        a.AssertLearnsByHeart();
    }

    [Fact]
    public void A_tokenizer_of_other_settings_is_refused()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => new TargetCase(Settings(folder, Shape) with { Tokens = 11 }));
        Assert.Contains("has 10 tokens of 4 px in the normalisation imagenet, but this model needs 11 of 4 px", error.Message);
    }

    private static ModelSettings Settings(TemporaryFolder folder, DiscreteVaeConfig shape)
    {
        manual_seed(9);
        using var vae = new DiscreteVae(shape);
        using (var stream = File.Create(folder["vae.safetensors"])) vae.Write(stream, new Dictionary<string, string>());
        return new() { Target = "tokens", Tokens = shape.Tokens, Tokenizer = folder["vae.safetensors"] };
    }
}
