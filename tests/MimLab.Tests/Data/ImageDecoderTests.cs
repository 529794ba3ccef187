using FsCheck;
using FsCheck.Fluent;
using MimLab.Data;

namespace MimLab.Tests.Data;

[Collection("torch")]
public class ImageDecoderTests
{
    private static readonly ImageBuffer Buffer = new();

    [Fact]
    public void Decodes_jpeg_and_webp_to_the_pixels_that_were_drawn()
    {
        AssertPicture(TestImages.Jpeg, tolerance: 14);
        AssertPicture(TestImages.Webp, tolerance: 0);
    }

    [Fact]
    public void Decodes_ink_values_to_nearby_colours()
    {
        // No profile is embedded, so only the general look is defined: the right side is redder, the lower side greener.
        var image = new ImageBuffer();
        ImageDecoder.Decode(TestImages.CmykJpeg, "cmyk.jpg", image);
        Assert.Equal((TestImages.Width, TestImages.Height), (image.Width, image.Height));
        Assert.True(Pixel(image, 30, 2)[0] > Pixel(image, 2, 2)[0] + 60);
        Assert.True(Pixel(image, 2, 22)[1] > Pixel(image, 2, 2)[1] + 60);
    }

    [Fact]
    public void Grey_pictures_get_three_equal_colours()
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(TestImages.GreyJpeg, "grey.jpg", image);
        for (var i = 0; i < image.Pixels.Length; i += 3)
            Assert.True(image.Pixels[i] == image.Pixels[i + 1] && image.Pixels[i] == image.Pixels[i + 2]);
    }

    [Fact]
    public void Sixteen_bit_pictures_keep_their_high_byte()
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(TestImages.DeepPng, "deep.png", image);
        for (var x = 0; x < TestImages.Width; x++) Assert.InRange(Pixel(image, x, 3)[1], 8 * x - 1, 8 * x + 1);
    }

    [Fact]
    public void Transparent_pictures_lie_on_white()
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(TestImages.ClearPng, "clear.png", image);
        Assert.InRange(Pixel(image, 0, 0)[0], 254, 255);
        // At alpha 248 of 255 a red of 248 stays nearly as it is.
        Assert.InRange(Pixel(image, 31, 0)[1], 0, 12);
    }

    [Fact]
    public void Cameras_orientation_is_applied()
    {
        ImageBuffer upright = new(), turned = new();
        ImageDecoder.Decode(TestImages.Jpeg, "a.jpg", upright);
        ImageDecoder.Decode(TestImages.RotatedJpeg, "b.jpg", turned);
        Assert.Equal((TestImages.Height, TestImages.Width), (turned.Width, turned.Height));
        for (var y = 0; y < TestImages.Height; y++)
            for (var x = 0; x < TestImages.Width; x++)
                Assert.Equal(Pixel(upright, x, y), Pixel(turned, TestImages.Height - 1 - y, x));
    }

    [Fact]
    public void Reading_a_region_gives_the_same_pixels_as_the_whole()
    {
        ImageBuffer whole = new(), part = new();
        ImageDecoder.Decode(TestImages.LargeJpeg, "a.jpg", whole);
        ImageDecoder.Decode(TestImages.LargeJpeg, "a.jpg", part, new Fixed(new ImageRegion(40.5, 70, 61, 33.2)));
        Assert.Equal((62, 34, 40, 70, 1), (part.Width, part.Height, part.OffsetX, part.OffsetY, part.Shrink));
        for (var y = 0; y < part.Height; y++)
            for (var x = 0; x < part.Width; x++)
                Assert.Equal(Pixel(whole, x + 40, y + 70), Pixel(part, x, y));
    }

    [Fact]
    public void Shrinking_while_decoding_averages()
    {
        ImageBuffer whole = new(), small = new();
        ImageDecoder.Decode(TestImages.LargeJpeg, "a.jpg", whole);
        ImageDecoder.Decode(TestImages.LargeJpeg, "a.jpg", small, new Fixed(new ImageRegion(0, 0, 256, 192, Shrink: 4)));
        Assert.Equal((64, 48, 4), (small.Width, small.Height, small.Shrink));
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var sum = 0;
                for (var i = 0; i < 16; i++) sum += Pixel(whole, 4 * x + i % 4, 4 * y + i / 4)[0];
                Assert.InRange(Pixel(small, x, y)[0], sum / 16 - 8, sum / 16 + 8);
            }
        }
    }

    [Fact]
    public void Truncated_files_are_unreadable_wherever_they_end()
    {
        foreach (var file in new[] { TestImages.Jpeg, TestImages.LargeJpeg, TestImages.Webp, TestImages.ClearPng })
        {
            for (var length = 0; length < file.Length * 3 / 4; length += Math.Max(1, file.Length / 23))
            {
                var problem = Assert.Throws<UnreadableImageException>(() => ImageDecoder.Decode(file.AsSpan(0, length), "cats/cut.jpg", Buffer));
                Assert.Contains("cats/cut.jpg", problem.Message);
                Assert.DoesNotContain('\n', problem.Message);
            }
        }
    }

    [Fact]
    public void Damaged_bytes_never_do_worse_than_an_unreadable_image()
    {
        byte[][] files = [TestImages.Jpeg, TestImages.Webp, TestImages.ClearPng, TestImages.CmykJpeg];
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var random = new Random(seed);
            var file = files[random.Next(files.Length)].ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--) file[random.Next(12, file.Length)] = (byte)random.Next(256);
            try
            {
                ImageDecoder.Decode(file, "damaged", new ImageBuffer());
            }
            catch (UnreadableImageException)
            {
                // The other allowed outcome.
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pictures_too_large_to_decode_are_refused_by_their_header()
    {
        // A PNG header of 60,000 x 60,000 pixels; the pixels themselves are missing.
        var png = PngEncoder.Encode(new byte[3 * 32 * 24], 32, 24);
        png[18] = png[22] = 0xEA;
        png[19] = png[23] = 0x60;
        var problem = Assert.Throws<UnreadableImageException>(() => ImageDecoder.Decode(png, "bomb.png", Buffer));
        Assert.Contains("bomb.png", problem.Message);
    }

    [Fact]
    public void Files_of_other_kinds_are_named_as_such()
    {
        var problem = Assert.Throws<UnreadableImageException>(() => ImageDecoder.Decode("GIF89a....."u8, "a.gif", Buffer));
        Assert.Contains("not a JPEG, PNG or WebP file", problem.Message);
    }

    [Fact]
    public void Decoding_makes_no_garbage_and_keeps_memory_flat()
    {
        var image = new ImageBuffer();
        var file = TestImages.LargeJpeg;
        void Decode(int times)
        {
            for (var i = 0; i < times; i++) ImageDecoder.Decode(file, "a.jpg", image);
        }
        Decode(300);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var native = VipsNative.vips_tracked_get_mem();
        Decode(500);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500 * 64);
        Assert.InRange((long)VipsNative.vips_tracked_get_mem() - (long)native, -1 << 20, 1 << 20);
    }

    private static void AssertPicture(byte[] file, int tolerance)
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(file, "picture", image);
        Assert.Equal((TestImages.Width, TestImages.Height), (image.Width, image.Height));
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var pixel = Pixel(image, x, y);
                Assert.InRange(pixel[0], 8 * x - tolerance, 8 * x + tolerance);
                Assert.InRange(pixel[1], 10 * y - tolerance, 10 * y + tolerance);
            }
        }
    }

    private static byte[] Pixel(ImageBuffer image, int x, int y) => image.Pixels.Slice((y * image.Width + x) * 3, 3).ToArray();

    private sealed class Fixed(ImageRegion region) : IRegionChooser
    {
        public ImageRegion Choose(int width, int height) => region;
    }
}
