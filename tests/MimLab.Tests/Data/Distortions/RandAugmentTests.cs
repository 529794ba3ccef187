using MimLab.Data.Distortions;

namespace MimLab.Tests.Data.Distortions;

public class RandAugmentTests
{
    private static readonly (byte, byte, byte) Fill = (124, 116, 104);

    public static TheoryData<int, int, int> Sizes => new() { { 1, 1, 0 }, { 2, 1, 0 }, { 1, 7, 0 }, { 3, 3, 0 }, { 19, 13, 0 }, { 13, 24, 1 }, { 32, 32, 2 }, { 9, 8, 3 }, { 8, 9, 4 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_operation_equals_its_definition(int width, int height, int kind)
    {
        var pixels = Pixels(width, height, kind);
        foreach (var operation in Enum.GetValues<Distortion>())
            foreach (var magnitude in new[] { 0, 3.3, 9, 10 })
                foreach (var negative in new[] { false, true })
                    foreach (var bicubic in new[] { false, true })
                    {
                        var argument = RandAugment.Argument(operation, magnitude, negative);
                        // The sine of 30 degrees is a half: a place on the very edge could round to either side of it.
                        if (operation == Distortion.Rotate) argument *= 0.999;
                        var picture = Picture(pixels, width, height);
                        RandAugment.Apply(picture, operation, argument, bicubic, Fill);
                        var expected = NaiveDistortion.Run(pixels, width, height, operation, argument, bicubic, Fill);
                        // Results are cut to bytes, so the last bit of a float or double can make a difference of 1.
                        for (var i = 0; i < expected.Length; i++)
                            Assert.True(Math.Abs(expected[i] - picture.Pixels[i]) <= 1,
                                $"{operation} {magnitude} {negative} {bicubic}, byte {i}: {expected[i]} expected, {picture.Pixels[i]} found");
                    }
    }

    [Fact]
    public void Positive_angles_turn_counter_clockwise_and_positive_shifts_look_right_and_down()
    {
        var pixels = Pixels(8, 8, 0);
        var (turned, right, down) = (Picture(pixels, 8, 8), Picture(pixels, 8, 8), Picture(pixels, 8, 8));
        RandAugment.Apply(turned, Distortion.Rotate, 90, true, Fill);
        RandAugment.Apply(right, Distortion.TranslateX, 0.25, true, Fill);
        RandAugment.Apply(down, Distortion.TranslateY, 0.25, false, Fill);
        for (var y = 0; y < 8; y++)
            for (var x = 0; x < 8; x++)
            {
                Assert.Equal(pixels[(x * 8 + 7 - y) * 3], turned.Pixels[(y * 8 + x) * 3]);
                Assert.Equal(x < 6 ? pixels[(y * 8 + x + 2) * 3 + 1] : 116, right.Pixels[(y * 8 + x) * 3 + 1]);
                Assert.Equal(y < 6 ? pixels[((y + 2) * 8 + x) * 3 + 2] : 104, down.Pixels[(y * 8 + x) * 3 + 2]);
            }
    }

    [Fact]
    public void Magnitude_9_means_what_it_means_in_timm()
    {
        double Of(Distortion operation, bool negative = false) => RandAugment.Argument(operation, 9, negative);
        Assert.Equal((27, -27), (Of(Distortion.Rotate), Of(Distortion.Rotate, true)));
        Assert.Equal((1, 26, 99), (Of(Distortion.Posterize), Of(Distortion.Solarize), Of(Distortion.SolarizeAdd)));
        foreach (var operation in new[] { Distortion.Colour, Distortion.Contrast, Distortion.Brightness, Distortion.Sharpness })
        {
            Assert.Equal(1.81, Of(operation), 12);
            Assert.Equal(0.19, Of(operation, true), 12);
            Assert.Equal(0.1, RandAugment.Argument(operation, 10, true), 12);
        }
        Assert.Equal(0.27, Of(Distortion.ShearX), 12);
        Assert.Equal(-0.405, Of(Distortion.TranslateY, true), 12);
    }

    [Fact]
    public void Operations_grow_with_the_magnitude()
    {
        foreach (var operation in Enum.GetValues<Distortion>())
            foreach (var negative in new[] { false, true })
            {
                var neutral = operation switch
                {
                    Distortion.Posterize => 4, Distortion.Solarize => 256,
                    Distortion.Colour or Distortion.Contrast or Distortion.Brightness or Distortion.Sharpness => 1, _ => 0.0,
                };
                var strengths = Enumerable.Range(0, 101).Select(i => Math.Abs(RandAugment.Argument(operation, i / 10.0, negative) - neutral)).ToArray();
                Assert.Equal(0, strengths[0]);
                Assert.Equal(strengths.Order(), strengths);
            }
    }

    [Fact]
    public void A_quarter_of_the_pictures_is_left_alone_and_two_operations_are_all()
    {
        var policy = RandAugment.Parse("rand-m9-mstd0.5-inc1");
        Assert.Equal(new RandAugment(9, 0.5, 2), policy);
        var pixels = Pixels(16, 16, 2);
        var (alone, picture) = (0, new BytePicture());
        for (var sample = 0; sample < 4000; sample++)
        {
            Fit(picture, pixels, 16, 16);
            var random = SampleRandom.For(1, 0, sample, 0);
            policy.Apply(picture, true, Fill, ref random);
            if (picture.Pixels.SequenceEqual(pixels)) alone++;
        }
        Assert.InRange(alone / 4000.0, 0.22, 0.29);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_picture()
    {
        var (policy, pixels, picture) = (RandAugment.Parse("rand-m9-mstd0.5-n4-inc1"), Pixels(24, 24, 0), new BytePicture());
        var random = SampleRandom.For(1, 0, 0, 0);
        void Once()
        {
            Fit(picture, pixels, 24, 24);
            policy.Apply(picture, true, Fill, ref random);
            ColourJitter.Apply(picture, 0.4, ref random);
        }
        for (var i = 0; i < 50; i++) Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) Once();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Colour_jitter_keeps_its_factors_near_one()
    {
        var picture = new BytePicture();
        byte[] pixels = [100, 100, 100, 100, 100, 100];
        var (low, high) = (255, 0);
        for (var sample = 0; sample < 500; sample++)
        {
            Fit(picture, pixels, 2, 1);
            var random = SampleRandom.For(1, 0, sample, 0);
            ColourJitter.Apply(picture, 0.4, ref random);
            // A flat grey picture has no contrast and no colour to change: only its brightness does.
            Assert.True(picture.Pixels[..3].SequenceEqual(picture.Pixels[3..]) && picture.Pixels[0] == picture.Pixels[2]);
            (low, high) = (Math.Min(low, picture.Pixels[0]), Math.Max(high, picture.Pixels[0]));
        }
        Assert.InRange(low, 59, 62);
        Assert.InRange(high, 138, 140);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rand")]
    [InlineData("rand-m9-mstd0.5")]
    [InlineData("rand-m11-inc1")]
    [InlineData("rand-m9-inc0")]
    [InlineData("rand-mx-inc1")]
    [InlineData("rand-m-inc1")]
    [InlineData("rand-m9-w0-inc1")]
    [InlineData("rand-n2.5-inc1")]
    [InlineData("rand-n0-inc1")]
    [InlineData("augmix-m3-inc1")]
    [InlineData("rand--m9-inc1")]
    [InlineData("rand-m9-inc1-")]
    public void Another_policy_is_refused(string text) =>
        Assert.Contains("augmentation.randAugment", Assert.Throws<UserError>(() => RandAugment.Parse(text)).Message);

    /// <summary>Noise, black, low contrast, white, or extremes only.</summary>
    internal static byte[] Pixels(int width, int height, int kind)
    {
        var random = SampleRandom.For(7, width, height, (ulong)kind);
        var pixels = new byte[width * height * 3];
        foreach (ref var value in pixels.AsSpan())
            value = kind switch { 0 => (byte)random.NextUInt64(), 1 => 0, 2 => (byte)(90 + random.NextInt(60)), 3 => 255, _ => (byte)(255 * random.NextInt(2)) };
        return pixels;
    }

    private static BytePicture Picture(byte[] pixels, int width, int height)
    {
        var picture = new BytePicture();
        Fit(picture, pixels, width, height);
        return picture;
    }

    private static void Fit(BytePicture picture, byte[] pixels, int width, int height)
    {
        picture.Reset(width, height);
        pixels.CopyTo(picture.Pixels);
    }
}
