using MimLab.Data.Distortions;

namespace MimLab.Tests.Data.Distortions;

/// <summary>Every operation from its definition, one pixel at a time and in double precision.</summary>
internal static class NaiveDistortion
{
    public static byte[] Run(byte[] pixels, int width, int height, Distortion operation, double argument, bool bicubic, (byte, byte, byte) fill)
    {
        var result = new byte[pixels.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var value = At(pixels, width, x, y, channel);
                    result[(y * width + x) * 3 + channel] = operation switch
                    {
                        Distortion.AutoContrast => Stretched(pixels, channel, value),
                        Distortion.Equalize => Equalized(pixels, channel, value),
                        Distortion.Invert => (byte)(255 - value),
                        Distortion.Posterize => (byte)(value / (1 << (8 - (int)argument)) * (1 << (8 - (int)argument))),
                        Distortion.Solarize => (byte)(value < argument ? value : 255 - value),
                        Distortion.SolarizeAdd => (byte)(value < 128 ? Math.Min(255, value + argument) : value),
                        Distortion.Colour => Away(Grey(pixels, width, x, y), value, argument),
                        Distortion.Contrast => Away(Math.Floor(MeanGrey(pixels) + 0.5), value, argument),
                        Distortion.Brightness => Away(0, value, argument),
                        Distortion.Sharpness => Away(Blurred(pixels, width, height, x, y, channel), value, argument),
                        _ => Looked(pixels, width, height, Source(operation, argument, x, y, width, height), channel, bicubic, fill),
                    };
                }
        return result;
    }

    private static byte At(byte[] pixels, int width, int x, int y, int channel) => pixels[(y * width + x) * 3 + channel];

    private static IEnumerable<byte> Channel(byte[] pixels, int channel) => pixels.Where((_, i) => i % 3 == channel);

    private static byte Stretched(byte[] pixels, int channel, byte value)
    {
        int low = Channel(pixels, channel).Min(), high = Channel(pixels, channel).Max();
        return low == high ? value : (byte)((value - low) * 255.0 / (high - low));
    }

    private static byte Equalized(byte[] pixels, int channel, byte value)
    {
        var largest = Channel(pixels, channel).Max();
        var step = Channel(pixels, channel).Count(v => v != largest) / 255;
        return step == 0 ? value : (byte)Math.Min(255, (step / 2 + Channel(pixels, channel).Count(v => v < value)) / step);
    }

    private static double Grey(byte[] p, int width, int x, int y) =>
        Math.Floor(At(p, width, x, y, 0) * 0.299 + At(p, width, x, y, 1) * 0.587 + At(p, width, x, y, 2) * 0.114 + 0.5);

    private static double MeanGrey(byte[] pixels) => Enumerable.Range(0, pixels.Length / 3).Average(i => Grey(pixels, 1, 0, i));

    private static double Blurred(byte[] pixels, int width, int height, int x, int y, int channel)
    {
        if (x == 0 || y == 0 || x == width - 1 || y == height - 1) return At(pixels, width, x, y, channel);
        var sum = 4.0 * At(pixels, width, x, y, channel);
        for (var dy = -1; dy <= 1; dy++)
            for (var dx = -1; dx <= 1; dx++) sum += At(pixels, width, x + dx, y + dy, channel);
        return Math.Round(sum / 13);
    }

    private static byte Away(double degenerate, byte value, double factor) => (byte)Math.Clamp((1 - factor) * degenerate + factor * value, 0, 255);

    /// <summary>The place, from the top left corner, that the centre of an output pixel shows.</summary>
    private static (double X, double Y) Source(Distortion operation, double argument, int column, int row, int width, int height)
    {
        var (x, y) = (column + 0.5, row + 0.5);
        if (operation == Distortion.ShearX) return (x + argument * y, y);
        if (operation == Distortion.ShearY) return (x, y + argument * x);
        if (operation == Distortion.TranslateX) return (x + argument * width, y);
        if (operation == Distortion.TranslateY) return (x, y + argument * height);
        // The picture turns counter-clockwise, so its pixels are found by turning clockwise (y points down).
        var place = new System.Numerics.Complex(x - width / 2.0, y - height / 2.0) * System.Numerics.Complex.FromPolarCoordinates(1, argument * Math.PI / 180);
        return (place.Real + width / 2.0, place.Imaginary + height / 2.0);
    }

    private static byte Looked(byte[] pixels, int width, int height, (double X, double Y) at, int channel, bool bicubic, (byte, byte, byte) fill)
    {
        if (at.X < 0 || at.Y < 0 || at.X >= width || at.Y >= height) return channel == 0 ? fill.Item1 : channel == 1 ? fill.Item2 : fill.Item3;
        var sum = 0.0;
        for (var y = -3; y < height + 3; y++)
            for (var x = -3; x < width + 3; x++)
                sum += Weight(x + 0.5 - at.X, bicubic) * Weight(y + 0.5 - at.Y, bicubic)
                    * At(pixels, width, Math.Clamp(x, 0, width - 1), Math.Clamp(y, 0, height - 1), channel);
        return (byte)Math.Clamp(sum, 0, 255);
    }

    /// <summary>The triangle, or Keys' cubic with a = -1.</summary>
    private static double Weight(double distance, bool bicubic)
    {
        var t = Math.Abs(distance);
        if (!bicubic) return Math.Max(0, 1 - t);
        return t < 1 ? t * t * t - 2 * t * t + 1 : t < 2 ? -t * t * t + 5 * t * t - 8 * t + 4 : 0;
    }
}
