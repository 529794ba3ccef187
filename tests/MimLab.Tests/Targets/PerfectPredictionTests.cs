using MimLab.Data;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class PerfectPredictionTests
{
    private static readonly Normalisation Colours = Normalisation.ImageNet;

    [Fact]
    public void Pixels_at_full_resolution_are_the_image_itself()
    {
        using var images = rand(2, 3, 8, 8);
        using var painted = PerfectPrediction.Of(new PixelTarget(new PatchGrid(3, 4, 4)), images, patchSize: 4);
        Assert.True(painted.equal(images).all().item<bool>());
    }

    [Fact]
    public void One_pixel_a_patch_is_the_mean_of_the_patch()
    {
        using var images = rand(1, 3, 8, 8);
        using var painted = PerfectPrediction.Of(new PixelTarget(new PatchGrid(3, 4, 1)), images, patchSize: 4);
        using var means = nn.functional.avg_pool2d(images, 4).repeat_interleave(4, 2).repeat_interleave(4, 3);
        Assert.True((painted - means).abs().max().item<float>() < 1e-6f);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(256)]
    public void Bins_are_off_by_half_a_bin_at_most(int bins)
    {
        using var colours = rand(1, 3, 8, 8);
        using var deviation = tensor(Colours.Deviation.ToArray(), [3, 1, 1]);
        using var mean = tensor(Colours.Mean.ToArray(), [3, 1, 1]);
        using var target = new ColourBins(new PatchGrid(3, 4, 4), bins, Colours);
        using var painted = PerfectPrediction.Of(target, (colours - mean) / deviation, patchSize: 4) * deviation + mean;
        var off = (painted - colours).abs().max().item<float>();
        Assert.InRange(off, 0.2 / bins, 0.5 / bins + 1e-4);
    }
}
