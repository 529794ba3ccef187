using MimLab.Data;

namespace MimLab.Tests.Data;

[Collection("torch")]
public class JpegEncoderTests
{
    [Theory]
    [InlineData(40, 24)]
    [InlineData(17, 33)]
    public void What_is_written_reads_back_nearly_the_same(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(i % 3 == 0 ? i / 3 % width * 5 : i % 3 == 1 ? i / 3 / width * 7 : 90);
        var image = new ImageBuffer();
        ImageDecoder.Decode(JpegEncoder.Encode(rgb, width, height, quality: 95), "written", image);
        Assert.Equal((width, height), (image.Width, image.Height));
        for (var i = 0; i < rgb.Length; i++) Assert.InRange(image.Pixels[i], rgb[i] - 14, rgb[i] + 14);
        Assert.True(JpegEncoder.Encode(rgb, width, height, quality: 20).Length < JpegEncoder.Encode(rgb, width, height, quality: 95).Length);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => JpegEncoder.Encode(new byte[11], 2, 2));
        Assert.Throws<ArgumentException>(() => JpegEncoder.Encode([], 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new byte[12], 2, 2, quality: 101));
    }
}
