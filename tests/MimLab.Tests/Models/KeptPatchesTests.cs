using MimLab.Masking;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class KeptPatchesTests
{
    [Theory]
    [InlineData(196, 0.75, 49)]
    [InlineData(64, 0.75, 16)]
    [InlineData(100, 0.9, 9)]  // 1 - 0.9 is a little less than 0.1
    [InlineData(50, 0.8, 9)]
    [InlineData(10, 0.9, 0)]
    [InlineData(10, 0, 10)]
    public void Kept_patches_are_counted_as_the_released_code_counts_them(int patches, double ratio, int kept) =>
        Assert.Equal(kept, KeptPatches.Count(patches, ratio));

    [Theory]
    [InlineData(40, 4, 0.9, 9)]
    [InlineData(32, 4, 0.75, 16)]
    [InlineData(56, 4, 0.4, 117)] // 196 x 0.6 is 117.6
    public void The_mask_of_that_name_keeps_as_many(int image, int token, double ratio, int kept)
    {
        var strategy = new MaskSettings { Strategy = "random-kept", CellSize = 0, Ratio = ratio }.Create(image, token);
        foreach (var mask in MaskStatistics.Sample(strategy, 5, seed: 1)) Assert.Equal(kept, mask.Count(flag => flag == 0));
        Assert.Equal(strategy.GridSize * strategy.GridSize - kept, strategy.MaskedCount);
        Assert.Equal(kept, KeptPatches.Count(strategy.GridSize * strategy.GridSize, ratio));
    }

    [Fact]
    public void Places_and_masks_are_two_ways_to_say_the_same()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var noise = rand(3, 25);
        var kept = KeptPatches.ByNoise(noise, 7);
        var mask = KeptPatches.Mask(kept, 25);
        Assert.All(mask.sum(1).data<long>().ToArray(), hidden => Assert.Equal(18, hidden));
        var again = KeptPatches.Of(mask.view(3, 5, 5));
        long[] places = again.data<long>().ToArray(), drawn = kept.data<long>().ToArray();
        var values = noise.data<float>().ToArray();
        for (var image = 0; image < 3; image++)
        {
            Assert.Equal(drawn[(image * 7)..(image * 7 + 7)].Order(), places[(image * 7)..(image * 7 + 7)]);
            Assert.Equal(Enumerable.Range(0, 25).OrderBy(i => values[image * 25 + i]).Take(7).Select(i => (long)i), drawn[(image * 7)..(image * 7 + 7)]);
        }
    }

    [Fact]
    public void Images_that_keep_different_numbers_or_nothing_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("hide 1 to 2 of 4", Assert.Throws<ArgumentException>(() => KeptPatches.Of(tensor([0L, 1, 0, 0, 1, 1, 0, 0], [2, 2, 2]))).Message);
        Assert.Contains("hide 4 to 4 of 4", Assert.Throws<ArgumentException>(() => KeptPatches.Of(ones(2, 2, 2))).Message);
    }
}
