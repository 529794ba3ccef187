using MimLab.Data;
using MimLab.Models;
using MimLab.Targets;
using MimLab.Tests.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class ColourClustersTests
{
    private const int Count = 12;
    private static readonly Normalisation Imagenet = Normalisation.ImageNet;

    [Theory]
    [InlineData(16, "masked")]
    [InlineData(8, "masked")]
    [InlineData(4, "full")]
    public void The_loss_is_the_mean_cross_entropy_of_the_nearest_colour_counted_pixel_by_pixel(int size, string area)
    {
        using var folder = new TemporaryFolder();
        var colours = Colours();
        using var a = new TargetCase(Settings(folder, colours) with { TargetSize = size, LossArea = area });
        var (predicted, side) = (a.Predicted(), size / TargetCase.Grid);
        Assert.Equal(side * side * Count, predicted.GetLength(2));
        double sum = 0, pixels = 0;
        for (var image = 0; image < TargetCase.Images; image++)
            for (var patch = 0; patch < TargetCase.Grid * TargetCase.Grid; patch++)
            {
                if (area == "masked" && !a.Hidden(image, patch)) continue;
                for (var row = 0; row < side; row++)
                    for (var column = 0; column < side; column++)
                    {
                        pixels++;
                        var colour = Enumerable.Range(0, 3).Select(c => a.Average(image, c, patch, row, column, side) * Imagenet.Deviation[c] + Imagenet.Mean[c]).ToArray();
                        var nearest = Enumerable.Range(0, Count).MinBy(k => colours.Centres[k].Zip(colour).Sum(p => Math.Pow(p.First - p.Second, 2)));
                        var at = (row * side + column) * Count;
                        var normaliser = Enumerable.Range(0, Count).Sum(k => Math.Exp(predicted[image, patch, at + k]));
                        sum -= predicted[image, patch, at + nearest] - Math.Log(normaliser);
                    }
            }
        Assert.Equal(sum / (pixels + 1e-5), a.Loss(), 1e-4);
    }

    [Fact]
    public void A_sure_prediction_shows_its_colour()
    {
        using var scope = NewDisposeScope();
        var colours = Colours();
        using var target = new ColourClusters(new PatchGrid(3, 2, 2), colours, Imagenet);
        var truth = target.Truth(randn(1, 9, 12));
        var logits = nn.functional.one_hot(truth, Count).to(ScalarType.Float32).flatten(2) * 100;
        var shown = target.Picture(logits);
        Assert.Equal([1L, 9, 12], shown.shape);
        for (var patch = 0; patch < 9; patch++)
            for (var pixel = 0; pixel < 4; pixel++)
                for (var c = 0; c < 3; c++)
                    Assert.Equal((colours.Centres[(int)truth[0, patch, pixel].item<long>()][c] - Imagenet.Mean[c]) / Imagenet.Deviation[c],
                        shown[0, patch, c * 4 + pixel].item<float>(), 1e-4);
        // Its own colour is the nearest one.
        Assert.Equal(truth.data<long>().ToArray(), target.Truth(shown).data<long>().ToArray());
    }

    [Fact]
    public void Gradients_are_slopes_of_the_loss()
    {
        using var folder = new TemporaryFolder();
        using var a = new TargetCase(Settings(folder, Colours()) with { TargetSize = 8 }, ScalarType.Float64);
        a.AssertGradientsAreSlopes();
    }

    [Fact]
    public void One_batch_can_be_learned_by_heart()
    {
        using var folder = new TemporaryFolder();
        using var a = new TargetCase(Settings(folder, Colours()));
        a.AssertLearnsByHeart(steps: 700);
    }

    [Fact]
    public void A_file_with_another_count_is_refused()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => new TargetCase(Settings(folder, Colours()) with { Clusters = 13 }));
        Assert.Contains("has 12 colours, but model.clusters is 13", error.Message);
        Assert.Contains("needs a file of centres", Assert.Throws<UserError>(() => new ModelSettings { Size = "ViT-T", Target = "clusters" }.CreateModel()).Message);
    }

    private static ModelSettings Settings(TemporaryFolder folder, ColourCentres colours)
    {
        using (var stream = File.Create(folder["colours.json"])) colours.Write(stream);
        return new() { Target = "clusters", Clusters = Count, ClusterFile = folder["colours.json"] };
    }

    private static ColourCentres Colours()
    {
        var random = new SampleRandom(11);
        return new ColourCentres
        {
            Data = "none",
            DataHash = "none",
            Images = 1,
            Pixels = 1,
            Seed = 11,
            Error = 0,
            Centres = [.. Enumerable.Range(0, Count).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() })],
        };
    }
}
