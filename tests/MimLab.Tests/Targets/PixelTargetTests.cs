using MimLab.Models;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class PixelTargetTests
{
    public static TheoryData<string, double, int, string> Variants { get; } = new()
    {
        { "l1", 1, 16, "masked" }, { "l1", 1, 8, "masked" }, { "l1", 1, 4, "masked" }, { "l1", 1, 16, "full" },
        { "l2", 1, 16, "masked" }, { "l2", 1, 8, "full" }, { "smooth-l1", 1, 16, "masked" }, { "smooth-l1", 0.3, 8, "full" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_loss_is_the_mean_error_counted_pixel_by_pixel(string loss, double beta, int size, string area)
    {
        using var a = new TargetCase(new() { Loss = loss, LossBeta = beta, TargetSize = size, LossArea = area });
        var (predicted, side) = (a.Predicted(), size / TargetCase.Grid);
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
                            sum += Error(loss, beta, a.Average(image, c, patch, row, column, side) - predicted[image, patch, (c * side + row) * side + column]);
                    }
            }
        Assert.Equal(3 * side * side, predicted.GetLength(2));
        Assert.Equal(sum / (pixels + 1e-5) / 3, a.Loss(), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gradients_are_slopes_of_the_loss(string loss, double beta, int size, string area)
    {
        using var a = new TargetCase(new() { Loss = loss, LossBeta = beta, TargetSize = size, LossArea = area }, ScalarType.Float64);
        a.AssertGradientsAreSlopes();
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void One_batch_can_be_learned_by_heart(string loss, double beta, int size, string area)
    {
        using var a = new TargetCase(new() { Loss = loss, LossBeta = beta, TargetSize = size, LossArea = area });
        a.AssertLearnsByHeart();
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(6, 3)]
    [InlineData(6, 1)]
    public void A_picture_of_the_truth_has_the_image_averaged_over_squares(int patch, int side)
    {
        using var scope = NewDisposeScope();
        var grid = new PatchGrid(3, patch, side);
        using var target = new PixelTarget(grid);
        var patches = randn(2, 9, 3 * patch * patch);
        var picture = target.Picture(target.Truth(patches));
        float[] x = patches.data<float>().ToArray(), y = picture.data<float>().ToArray();
        Assert.Equal(patches.shape, picture.shape);
        var factor = patch / side;
        for (var plane = 0; plane < 2 * 9 * 3; plane++)
            for (var row = 0; row < patch; row++)
                for (var column = 0; column < patch; column++)
                {
                    var sum = 0.0;
                    for (var i = 0; i < factor * factor; i++)
                        sum += x[plane * patch * patch + (row / factor * factor + i / factor) * patch + column / factor * factor + i % factor];
                    Assert.Equal(sum / (factor * factor), y[plane * patch * patch + row * patch + column], 1e-5);
                }
    }

    [Fact]
    public void The_default_is_bit_for_bit_the_loss_without_a_target()
    {
        using var a = new TargetCase(new ModelSettings { TargetSize = 16, LossArea = "masked" });
        using var scope = NewDisposeScope();
        var patches = a.Model.Encoder.Patchify(a.Pixels);
        var errors = (patches - a.Model.Decode(a.Model.Encode(patches, a.Mask))).abs().sum(-1);
        var hidden = a.Mask.view(2, 16).to(ScalarType.Float32);
        var expected = (errors * hidden).sum() / (hidden.sum() * 16.0 + 1e-5) / 3;
        Assert.Equal(expected.item<float>(), a.Model.call(a.Pixels, a.Mask).item<float>());
    }

    private static double Error(string loss, double beta, double difference) => (loss, Math.Abs(difference)) switch
    {
        ("l1", var d) => d,
        ("l2", var d) => d * d,
        (_, var d) when d < beta => d * d / (2 * beta),
        (_, var d) => d - beta / 2,
    };
}
