using MimLab.Backbones;
using MimLab.Models;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class LocalNormalisationTests
{
    [Theory]
    [InlineData(7, 3)]
    [InlineData(9, 5)]
    [InlineData(5, 47)]
    public void Every_pixel_is_normalised_over_its_window_counted_one_by_one(int side, int window)
    {
        using var scope = NewDisposeScope();
        manual_seed(side);
        var images = randn(2, 3, side, side);
        var pixels = images.data<float>().ToArray();
        var ours = LocalNormalisation.Of(images, window).data<float>().ToArray();
        var reach = window / 2;
        for (var map = 0; map < 6; map++)
            for (var row = 0; row < side; row++)
                for (var column = 0; column < side; column++)
                {
                    var seen = new List<double>();
                    for (var y = Math.Max(0, row - reach); y <= Math.Min(side - 1, row + reach); y++)
                        for (var x = Math.Max(0, column - reach); x <= Math.Min(side - 1, column + reach); x++)
                            seen.Add(pixels[(map * side + y) * side + x]);
                    double mean = seen.Average(), variance = seen.Sum(v => (v - mean) * (v - mean)) / (seen.Count - 1);
                    var place = (map * side + row) * side + column;
                    Assert.Equal((pixels[place] - mean) / Math.Sqrt(variance + 1e-6), (double)ours[place], 1e-4);
                }
    }

    [Fact]
    public void Sums_over_a_large_bright_image_do_not_lose_its_contrast()
    {
        using var scope = NewDisposeScope();
        // A ripple of 1e-3 on 1000, where running sums in float32 would keep nothing of the squares.
        var ripple = (arange(96, ScalarType.Float64) * 0.7).sin() * 1e-3;
        var image = (ripple.view(1, 1, 1, 96).expand(1, 1, 96, 96) + 1000).contiguous();
        var middle = LocalNormalisation.Of(image, 47)[0, 0, 48].narrow(0, 24, 48);
        Assert.InRange(middle.abs().max().item<double>(), 0.5, 1.5);
    }

    [Fact]
    public void One_operator_and_its_steps_agree()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var images = randn(2, 3, 50, 60);
        foreach (var window in new[] { 3, 47 })
            Assert.Equal(0, (LocalNormalisation.Of(images, window) - LocalNormalisation.Composed(images, window)).abs().max().item<float>(), 1e-6);
        var low = images.to(ScalarType.BFloat16);    // which the operator does not take
        Assert.True(LocalNormalisation.Of(low, 5).eq(LocalNormalisation.Composed(low, 5)).all().item<bool>());
    }

    [Fact]
    public void A_plain_image_becomes_zero_and_not_a_division_by_zero() =>
        Assert.Equal(0, LocalNormalisation.Of(full([1, 3, 8, 8], 0.3f), 5).abs().max().item<float>(), 3);

    [Fact]
    public void A_model_predicts_the_normalised_pixels()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var model = new SimMim(new SimMimConfig { Encoder = new VisionTransformerConfig { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 1, Heads = 3 }, Target = new() { Window = 5 } });
        var images = randn(2, 3, 16, 16);
        var truth = model.Encoder.Unpatchify(model.Truth(model.Encoder.Patchify(images)));
        Assert.True(truth.eq(LocalNormalisation.Of(images, 5)).all().item<bool>());
    }

    [Theory]
    [InlineData("pixels", 4)]
    [InlineData("pixels", 1)]
    [InlineData("bins", 47)]
    public void A_window_that_fits_no_target_is_refused(string kind, int window) =>
        Assert.Contains("model.targetWindow", Assert.Throws<UserError>(() => new TargetConfig { Kind = kind, Window = window }.Validate(3, 32, 4)).Message);
}
