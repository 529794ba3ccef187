using MimLab.Data;

namespace MimLab.Tests.Data;

public class AugmentationTests
{
    [Theory]
    [InlineData("bilinear", 61, 47, 5, 3, 50, 40, 24)]
    [InlineData("bilinear", 40, 40, 0, 0, 12, 9, 32)]
    [InlineData("bicubic", 300, 200, 31, 17, 200, 150, 64)]
    [InlineData("bicubic", 20, 30, 2, 4, 10, 12, 48)]
    public void Resampling_equals_the_plain_formula(string kind, int width, int height, int x, int y, int boxWidth, int boxHeight, int size)
    {
        var image = Picture(width, height);
        var resampler = new Resampler(Normalisation.ImageNet);
        ResampleAxis columns = new(), rows = new();
        columns.Fill(x, boxWidth, size, 0, size, width, kind == "bicubic", false, false);
        rows.Fill(y, boxHeight, size, 0, size, height, kind == "bicubic", false, false);
        var planes = new float[3 * size * size];
        resampler.Run(image, columns, rows, planes);
        var expected = NaiveResize.Run(image, x, y, boxWidth, boxHeight, size, kind == "bicubic", Normalisation.ImageNet);
        for (var i = 0; i < planes.Length; i++) Assert.Equal(expected[i], planes[i], 2e-4);
    }

    [Fact]
    public void An_image_of_the_right_size_passes_unchanged()
    {
        var image = Picture(32, 32);
        var planes = Apply(image, new AugmentationSettings { Crop = "centre", Size = 32, Flip = false, Normalisation = "half" });
        var bytes = new byte[planes.Length];
        Normalisation.Half.ToBytes(planes, bytes);
        Assert.Equal(image.Pixels.ToArray(), bytes);
    }

    [Fact]
    public void Half_of_the_samples_are_mirrored_and_nothing_else_changes()
    {
        var image = Picture(32, 32);
        var settings = new AugmentationSettings { Crop = "centre", Size = 32 };
        var upright = Apply(image, settings with { Flip = false });
        var mirrored = 0;
        for (var sample = 0; sample < 400; sample++)
        {
            var planes = Apply(image, settings, sample);
            if (planes.AsSpan().SequenceEqual(upright)) continue;
            mirrored++;
            for (var i = 0; i < planes.Length; i++) Assert.Equal(upright[i / 32 * 32 + 31 - i % 32], planes[i]);
        }
        Assert.InRange(mirrored, 160, 240);
    }

    [Theory]
    [InlineData("zero")]
    [InlineData("reflect")]
    public void Padded_crops_are_shifted_copies_with_the_right_border(string mode)
    {
        var image = Picture(32, 32);
        var settings = new AugmentationSettings { Crop = "pad", Size = 32, Padding = 4, PadMode = mode, Flip = false, Normalisation = "half" };
        var seen = new HashSet<(int, int)>();
        for (var sample = 0; sample < 600; sample++)
        {
            var bytes = new byte[3 * 32 * 32];
            Normalisation.Half.ToBytes(Apply(image, settings, sample), bytes);
            seen.Add(Assert.Single(Shifts(image, bytes, mode == "reflect")));
        }
        // All 81 places are equally likely; a missing one after 600 draws has probability 5 %, ten have none.
        Assert.InRange(seen.Count, 72, 81);
    }

    [Fact]
    public void A_crop_of_fixed_size_may_come_from_a_larger_picture_than_itself()
    {
        var (image, pixels) = (Picture(40, 40), Picture(40, 40).Pixels.ToArray());
        var settings = new AugmentationSettings { Crop = "pad", Size = 32, ResizeTo = 40, Padding = 0, Flip = false, Normalisation = "half" };
        var seen = new HashSet<int>();
        for (var sample = 0; sample < 600; sample++)
        {
            var bytes = new byte[3 * 32 * 32];
            Normalisation.Half.ToBytes(Apply(image, settings, sample), bytes);
            seen.Add(Assert.Single(Enumerable.Range(0, 81), place => Enumerable.Range(0, 1024).All(i =>
                bytes[i * 3] == pixels[((place / 9 + i / 32) * 40 + place % 9 + i % 32) * 3])));
        }
        Assert.InRange(seen.Count, 72, 81);
    }

    [Fact]
    public void Random_crops_have_uniform_area_and_log_uniform_ratio()
    {
        var random = SampleRandom.For(3, 0, 0, 0);
        var areas = new List<double>();
        var ratios = new List<double>();
        for (var i = 0; i < 20_000; i++)
        {
            // A tall share of small areas never collides with the border, so the distribution stays as drawn.
            var box = CropBox.Random(ref random, 1000, 1000, (0.1, 0.5), (3.0 / 4, 4.0 / 3));
            areas.Add((double)box.Width * box.Height / 1e6);
            ratios.Add(Math.Log((double)box.Width / box.Height));
            Assert.True(box.X >= 0 && box.Y >= 0 && box.X + box.Width <= 1000 && box.Y + box.Height <= 1000);
        }
        AssertUniform(areas, 0.1, 0.5);
        AssertUniform(ratios, Math.Log(3.0 / 4), Math.Log(4.0 / 3));
    }

    [Fact]
    public void Crops_that_cannot_fit_fall_back_to_the_middle()
    {
        var random = SampleRandom.For(0, 0, 0, 0);
        var box = CropBox.Random(ref random, 1000, 10, (0.9, 1), (3.0 / 4, 4.0 / 3));
        Assert.Equal(new CropBox((1000 - 13) / 2, 0, 13, 10), box);
        box = CropBox.Random(ref random, 10, 1000, (0.9, 1), (3.0 / 4, 4.0 / 3));
        Assert.Equal(new CropBox(0, (1000 - 13) / 2, 10, 13), box);
    }

    [Fact]
    public void Reading_only_the_crop_changes_no_bit()
    {
        using var folder = new TempFolder();
        folder.Write("train/a/large.jpg", TestImages.LargeJpeg);
        var files = new ImageFolder(folder.Path, Split.Train);
        var whole = new ImageBuffer();
        files.Read(0, whole);
        foreach (var crop in AugmentationSettings.KnownCrops)
        {
            var augmentation = new Augmentation(new AugmentationSettings { Crop = crop, Size = 160, Scale = [0.2, 1], Interpolation = "bicubic", PadMode = "reflect" });
            var worker = augmentation.CreateWorker();
            float[] direct = new float[3 * 160 * 160], cut = new float[3 * 160 * 160];
            for (var sample = 0; sample < 30; sample++)
            {
                worker.Load(files, 0, SampleRandom.For(1, sample, 0, 0), cut);
                worker.Apply(whole, SampleRandom.For(1, sample, 0, 0), direct);
                Assert.Equal(direct, cut);
            }
        }
    }

    [Fact]
    public void Shrinking_while_decoding_is_not_visible()
    {
        using var folder = new TempFolder();
        folder.Write("train/a/large.jpg", TestImages.LargeJpeg);
        var files = new ImageFolder(folder.Path, Split.Train);
        var whole = new ImageBuffer();
        files.Read(0, whole);
        var worker = new Augmentation(new AugmentationSettings { Crop = "centre", Size = 32, Flip = false }).CreateWorker();
        float[] direct = new float[3 * 32 * 32], shrunk = new float[3 * 32 * 32];
        worker.Load(files, 0, default, shrunk);
        worker.Apply(whole, default, direct);
        Assert.NotEqual(direct, shrunk);
        // In grey levels, with ImageNet's deviations of about 0.225.
        var error = direct.Zip(shrunk, (a, b) => Math.Pow((a - b) * 0.225 * 255, 2)).Average();
        Assert.True(10 * Math.Log10(255 * 255 / error) > 40, $"mean square error {error:F3}");
    }

    [Theory]
    [InlineData("crop", "augmentation.crop")]
    [InlineData("scale", "augmentation.scale")]
    [InlineData("ratio", "augmentation.ratio")]
    [InlineData("interpolation", "augmentation.interpolation")]
    [InlineData("padding", "augmentation.padding")]
    [InlineData("resize", "augmentation.resizeTo")]
    [InlineData("normalisation", "normalisation")]
    public void Wrong_settings_are_named(string what, string named)
    {
        var good = new AugmentationSettings();
        var bad = what switch
        {
            "crop" => good with { Crop = "zoom" },
            "scale" => good with { Scale = [0.9, 0.2] },
            "ratio" => good with { Ratio = [0, 1] },
            "interpolation" => good with { Interpolation = "nearest" },
            "padding" => good with { Padding = -1 },
            "resize" => good with { ResizeTo = 8 },
            _ => good with { Normalisation = "none" },
        };
        Assert.Contains(named, Assert.Throws<UserError>(() => new Augmentation(bad)).Message);
    }

    internal static ImageBuffer Picture(int width, int height)
    {
        var image = new ImageBuffer();
        var random = SampleRandom.For(0, width, height, 9);
        foreach (ref var value in image.Reset(width, height)) value = (byte)random.NextUInt64();
        return image;
    }

    private static float[] Apply(ImageBuffer image, AugmentationSettings settings, int sample = 0)
    {
        var planes = new float[3 * settings.Size * settings.Size];
        new Augmentation(settings).CreateWorker().Apply(image, SampleRandom.For(5, 0, sample, 0), planes);
        return planes;
    }

    private static IEnumerable<(int X, int Y)> Shifts(ImageBuffer image, byte[] bytes, bool reflect)
    {
        var pixels = image.Pixels.ToArray();
        return from dy in Enumerable.Range(-4, 9) from dx in Enumerable.Range(-4, 9) where Matches(dx, dy) select (dx, dy);

        bool Matches(int dx, int dy)
        {
            for (var y = 0; y < 32; y++)
                for (var x = 0; x < 32; x++)
                    if (bytes[(y * 32 + x) * 3] != At(x + dx, y + dy)) return false;
            return true;
        }

        byte At(int x, int y)
        {
            if (reflect) (x, y) = (x < 0 ? -x : x > 31 ? 62 - x : x, y < 0 ? -y : y > 31 ? 62 - y : y);
            return x is < 0 or > 31 || y is < 0 or > 31 ? (byte)0 : pixels[(y * 32 + x) * 3];
        }
    }

    private static void AssertUniform(List<double> values, double low, double high)
    {
        values.Sort();
        // Kolmogorov-Smirnov: 1.95 / sqrt(n) is passed by chance once in a thousand; rounding to pixels adds a little.
        var worst = values.Select((value, i) => Math.Abs((value - low) / (high - low) - (i + 0.5) / values.Count)).Max();
        Assert.True(worst < 1.95 / Math.Sqrt(values.Count) + 0.004, $"largest deviation {worst:F4}");
    }
}
