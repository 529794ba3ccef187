using MimLab.Data;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class ColourBinsTests
{
    private static readonly Normalisation Imagenet = Normalisation.ImageNet;

    [Theory]
    [InlineData(2, 16, "masked")]
    [InlineData(8, 8, "masked")]
    [InlineData(5, 4, "full")]
    [InlineData(256, 16, "masked")]
    public void The_loss_is_the_mean_cross_entropy_counted_colour_by_colour(int bins, int size, string area)
    {
        using var a = new TargetCase(new() { Target = "bins", Bins = bins, TargetSize = size, LossArea = area });
        var (predicted, side) = (a.Predicted(), size / TargetCase.Grid);
        Assert.Equal(3 * side * side * bins, predicted.GetLength(2));
        double sum = 0, pixels = 0;
        for (var image = 0; image < TargetCase.Images; image++)
            for (var patch = 0; patch < TargetCase.Grid * TargetCase.Grid; patch++)
            {
                if (area == "masked" && !a.Hidden(image, patch)) continue;
                for (var row = 0; row < side; row++)
                    for (var column = 0; column < side; column++)
                    {
                        pixels++;
                        for (var c = 0; c < 3; c++)
                        {
                            var colour = a.Average(image, c, patch, row, column, side) * Imagenet.Deviation[c] + Imagenet.Mean[c];
                            var bin = Math.Clamp((int)Math.Floor(colour * bins), 0, bins - 1);
                            var at = ((c * side + row) * side + column) * bins;
                            var normaliser = Enumerable.Range(0, bins).Sum(k => Math.Exp(predicted[image, patch, at + k]));
                            sum -= predicted[image, patch, at + bin] - Math.Log(normaliser);
                        }
                    }
            }
        Assert.Equal(sum / (pixels + 1e-5) / 3, a.Loss(), 1e-4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(256)]
    public void Bytes_fall_into_bins_of_equal_width(int bins)
    {
        using var scope = NewDisposeScope();
        using var target = new ColourBins(new PatchGrid(3, 16, 16), bins, Imagenet);
        var planes = Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, 256).Select(b => (b / 255f - Imagenet.Mean[c]) / Imagenet.Deviation[c])).ToArray();
        var found = target.Truth(tensor(planes, [1, 1, 3 * 256])).data<long>().ToArray();
        for (var c = 0; c < 3; c++)
            Assert.Equal(Enumerable.Range(0, 256).Select(b => (long)Math.Min(b * bins / 255, bins - 1)), found.Skip(c * 256).Take(256));
    }

    [Fact]
    public void A_sure_prediction_shows_the_middle_of_its_bin()
    {
        using var scope = NewDisposeScope();
        using var target = new ColourBins(new PatchGrid(3, 4, 2), 8, Imagenet);
        var patches = randn(1, 4, 48).clamp(-1.8, 2);
        var truth = target.Truth(patches);
        var logits = nn.functional.one_hot(truth, 8).to(ScalarType.Float32).flatten(2) * 100;
        Assert.True(target.Errors(logits, truth).max().item<float>() < 1e-6);
        var shown = target.Picture(logits).data<float>().ToArray();
        for (var i = 0; i < shown.Length; i++)
        {
            var (patch, c, row, column) = (i / 48, i % 48 / 16, i % 16 / 4, i % 4);
            var bin = truth[0, patch, c * 4 + row / 2 * 2 + column / 2].item<long>();
            Assert.Equal(((bin + 0.5) / 8 - Imagenet.Mean[c]) / Imagenet.Deviation[c], shown[i], 1e-4);
        }
    }

    [Theory]
    [InlineData(8, 16)]
    [InlineData(256, 4)]
    public void Gradients_are_slopes_of_the_loss(int bins, int size)
    {
        using var a = new TargetCase(new() { Target = "bins", Bins = bins, TargetSize = size }, ScalarType.Float64);
        a.AssertGradientsAreSlopes();
    }

    [Theory]
    [InlineData(2, 16)]
    [InlineData(8, 16)]
    [InlineData(256, 8)]
    public void One_batch_can_be_learned_by_heart(int bins, int size)
    {
        using var a = new TargetCase(new() { Target = "bins", Bins = bins, TargetSize = size });
        a.AssertLearnsByHeart();
    }

    [Fact]
    public void Memory_holds_the_predictions_of_a_few_images_however_large_the_batch()
    {
        using var scope = NewDisposeScope();
        using var test = new TargetCase(new() { Target = "bins" }, ScalarType.Float64);
        var model = test.Model;
        var (images, mask) = (randn(5, 3, 16, 16, ScalarType.Float64).clamp(-1.8, 2), rand(5, 4, 4) > 0.4);
        var (loss, picture) = (model.call(images, mask).item<double>(), model.Reconstruct(images, mask));

        var predicted = new List<long>();
        var head = (nn.Module<Tensor, Tensor>)model.named_children().Single(part => part.name == "decoder").module;
        head.register_forward_hook((_, _, outputs) =>
        {
            predicted.Add(outputs.size(0));
            return outputs;
        });
        model.MostPredicted = 2 * 16 * (48 * 8) + 1; // two images of 16 patches
        Assert.Equal(loss, model.call(images, mask).item<double>(), 12);
        Assert.True(model.Reconstruct(images, mask).allclose(picture));
        Assert.Equal([2L, 2, 1, 2, 2, 1], predicted);
    }
}
