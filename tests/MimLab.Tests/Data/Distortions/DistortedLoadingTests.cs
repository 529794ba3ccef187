using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MimLab.Data;
using MimLab.Data.Distortions;

namespace MimLab.Tests.Data.Distortions;

public class DistortedLoadingTests
{
    private static readonly AugmentationSettings Full = new() { Size = 32, Interpolation = "bicubic", RandAugment = "rand-m9-mstd0.5-inc1", RandomErasing = 0.25 };

    [Fact]
    public void Without_the_new_keys_samples_are_what_they_were_before()
    {
        var worker = new Augmentation(new AugmentationSettings { Size = 32 }).CreateWorker();
        var shapes = new Shapes(16, 40);
        var planes = new float[3 * 32 * 32];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 16; i++)
        {
            worker.Load(shapes, i, SampleRandom.For(3, 1, i, 2), planes);
            hash.AppendData(MemoryMarshal.AsBytes(planes.AsSpan()));
        }
        Assert.Equal("70dfc78e54ee4c74ef6482d519be471191f5d845a2b136b92d272e6e573abdc9", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Batches_do_not_depend_on_workers_or_on_where_an_epoch_is_entered()
    {
        var expected = Batches(0, 0).ToArray();
        Assert.Equal(5, expected.Length);
        foreach (var workers in new[] { 1, 3 }) Assert.Equal(expected, Batches(workers, 0));
        Assert.Equal(expected[3..], Batches(2, 3));
        Assert.NotEqual(expected, Batches(0, 0, seed: 2));
    }

    [Fact]
    public void A_picture_that_is_left_alone_is_bit_for_bit_the_plain_one()
    {
        var image = AugmentationTests.Picture(32, 32);
        var settings = new AugmentationSettings { Crop = "centre", Size = 32, Flip = false };
        var plain = Apply(image, settings, 0);
        var alone = Enumerable.Range(0, 60).Count(sample => Apply(image, settings with { RandAugment = "rand-m9-inc1" }, sample).AsSpan().SequenceEqual(plain));
        Assert.InRange(alone, 5, 30);
    }

    [Fact]
    public void Colours_jitter_only_without_RandAugment()
    {
        var image = AugmentationTests.Picture(40, 30);
        var settings = new AugmentationSettings { Size = 24 };
        var both = settings with { RandAugment = "rand-m9-mstd0.5-inc1", ColourJitter = 0.4 };
        Assert.NotEqual(Apply(image, settings, 1), Apply(image, settings with { ColourJitter = 0.4 }, 1));
        for (var sample = 0; sample < 20; sample++) Assert.Equal(Apply(image, both with { ColourJitter = 0 }, sample), Apply(image, both, sample));
    }

    [Fact]
    public void Evaluation_distorts_nothing()
    {
        var image = AugmentationTests.Picture(50, 40);
        var plain = Apply(image, new AugmentationSettings { Size = 32, Interpolation = "bicubic", Crop = "centre", Flip = false }, 0);
        for (var sample = 0; sample < 20; sample++) Assert.Equal(plain, Apply(image, (Full with { ColourJitter = 0.4 }).ForEvaluation(), sample));
    }

    [Fact]
    public void A_quarter_of_the_inputs_has_a_rectangle_of_noise()
    {
        const int Size = 40;
        var (erased, values) = (0, new List<float>());
        for (var sample = 0; sample < 2000; sample++)
        {
            var planes = new float[3 * Size * Size];
            Array.Fill(planes, 9);
            var random = SampleRandom.For(4, 0, sample, 0);
            RandomErasing.Apply(planes, Size, 0.25, ref random);
            var hit = Enumerable.Range(0, Size * Size).Where(i => planes[i] != 9).ToArray();
            if (hit.Length == 0) continue;
            erased++;
            int top = hit.Min() / Size, height = hit.Max() / Size - top + 1, left = hit.Min(i => i % Size), width = hit.Max(i => i % Size) - left + 1;
            Assert.Equal(height * width, hit.Length);
            for (var channel = 1; channel < 3; channel++)
                for (var i = 0; i < Size * Size; i++) Assert.Equal(planes[i] != 9, planes[channel * Size * Size + i] != 9);
            Assert.InRange(hit.Length / (double)(Size * Size), 0.015, 0.345); // sides are rounded
            Assert.InRange((double)height / width, 0.25, 4);
            values.AddRange(hit.Select(i => planes[i]));
        }
        Assert.InRange(erased / 2000.0, 0.22, 0.28);
        Assert.InRange(values.Average(), -0.02, 0.02);
        Assert.InRange(values.Average(v => v * v), 0.98, 1.02);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Erasing_leaves_tiny_inputs_within_their_bounds(int size)
    {
        var planes = new float[3 * size * size];
        for (var sample = 0; sample < 300; sample++)
        {
            var random = SampleRandom.For(4, 0, sample, 0);
            RandomErasing.Apply(planes, size, 1, ref random);
        }
        Assert.All(planes, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(-0.1, 0.0, "augmentation.randomErasing")]
    [InlineData(1.1, 0.0, "augmentation.randomErasing")]
    [InlineData(double.NaN, 0.0, "augmentation.randomErasing")]
    [InlineData(0.0, -1.0, "augmentation.colourJitter")]
    [InlineData(0.0, double.NaN, "augmentation.colourJitter")]
    public void Settings_out_of_range_are_named(double erasing, double jitter, string key) => Assert.Contains(key,
        Assert.Throws<UserError>((Full with { RandomErasing = erasing, ColourJitter = jitter }).Validate).Message);

    private static IEnumerable<float[]> Batches(int workers, int first, ulong seed = 1)
    {
        using var loader = new Loader(new Shapes(40, 36), new Augmentation(Full), new LoaderOptions { BatchSize = 8, Seed = seed, Workers = workers });
        foreach (var batch in loader.Epoch(2, first))
        {
            using var owned = batch;
            yield return batch.Images.data<float>().ToArray();
        }
    }

    private static float[] Apply(ImageBuffer image, AugmentationSettings settings, int sample)
    {
        var planes = new float[3 * settings.Size * settings.Size];
        new Augmentation(settings).CreateWorker().Apply(image, SampleRandom.For(5, 0, sample, 0), planes);
        return planes;
    }
}
