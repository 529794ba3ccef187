using MimLab.Data;

namespace MimLab.Tests.Data;

/// <summary>The definition of antialiased resizing, pixel by pixel in double precision, to hold the fast one against.</summary>
internal static class NaiveResize
{
    public static double[] Run(ImageBuffer image, int left, int top, int width, int height, int size, bool bicubic, Normalisation normalisation)
    {
        var result = new double[3 * size * size];
        double scaleX = (double)width / size, scaleY = (double)height / size;
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    double sum = 0, total = 0;
                    for (var j = 0; j < height; j++)
                    {
                        var weightY = Kernel((j + 0.5 - (y + 0.5) * scaleY) / Math.Max(scaleY, 1), bicubic);
                        if (weightY == 0) continue;
                        for (var i = 0; i < width; i++)
                        {
                            var weight = weightY * Kernel((i + 0.5 - (x + 0.5) * scaleX) / Math.Max(scaleX, 1), bicubic);
                            sum += weight * image.Pixels[((top + j) * image.Width + left + i) * 3 + channel];
                            total += weight;
                        }
                    }
                    var value = Math.Clamp(sum / total, 0, 255) / 255;
                    result[(channel * size + y) * size + x] = (value - normalisation.Mean[channel]) / normalisation.Deviation[channel];
                }
            }
        }
        return result;
    }

    private static double Kernel(double x, bool bicubic)
    {
        x = Math.Abs(x);
        if (!bicubic) return Math.Max(0, 1 - x);
        if (x < 1) return 1.5 * x * x * x - 2.5 * x * x + 1;
        return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    }
}
