using MimLab.Data;

namespace MimLab.Tests.Data;

public class PngEncoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 50)]
    public void What_is_encoded_is_decoded_again_exactly(int width, int height)
    {
        var random = SampleRandom.For(1, 2, width, 3);
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(i / 3 + random.NextInt(16));
        var image = new ImageBuffer();
        ImageDecoder.Decode(PngEncoder.Encode(rgb, width, height), "x.png", image);
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(rgb, image.Pixels.ToArray());
    }

    [Fact]
    public void Smooth_pictures_become_much_smaller()
    {
        var rgb = new byte[100 * 100 * 3];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(i / 300 + i / 3 % 100);
        Assert.InRange(PngEncoder.Encode(rgb, 100, 100).Length, 1, rgb.Length / 20);
    }

    [Fact]
    public void A_wrong_number_of_bytes_is_refused() =>
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[10], 2, 2));
}
