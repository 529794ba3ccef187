namespace MimLab.Data;

/// <summary>A crop in whole pixels of the image.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct CropBox(int X, int Y, int Width, int Height)
{
    private const int Tries = 10;

    /// <summary>
    /// Draws the box of a random resized crop (Szegedy et al. 2014, as every MIM paper uses it): a uniform share of the area and
    /// a log-uniform aspect ratio, at a uniform place. After ten boxes that do not fit, the largest centred box whose ratio is in
    /// range.
    /// </summary>
    /// <param name="random">The sample's generator.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="scale">Smallest and largest share of the area.</param>
    /// <param name="ratio">Smallest and largest width / height.</param>
    public static CropBox Random(ref SampleRandom random, int width, int height, (double Low, double High) scale, (double Low, double High) ratio)
    {
        double logLow = Math.Log(ratio.Low), logHigh = Math.Log(ratio.High);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)width * height * random.NextDouble(scale.Low, scale.High);
            var aspect = Math.Exp(random.NextDouble(logLow, logHigh));
            var w = (int)Math.Round(Math.Sqrt(area * aspect));
            var h = (int)Math.Round(Math.Sqrt(area / aspect));
            if (w < 1 || h < 1 || w > width || h > height) continue;
            return new CropBox(random.NextInt(width - w + 1), random.NextInt(height - h + 1), w, h);
        }
        return Centred(width, height, ratio);
    }

    /// <summary>The largest centred box whose ratio is in range.</summary>
    public static CropBox Centred(int width, int height, (double Low, double High) ratio)
    {
        var whole = (double)width / height;
        int w = width, h = height;
        if (whole < ratio.Low) h = Math.Clamp((int)Math.Round(w / ratio.Low), 1, height);
        else if (whole > ratio.High) w = Math.Clamp((int)Math.Round(h * ratio.High), 1, width);
        return new CropBox((width - w) / 2, (height - h) / 2, w, h);
    }
}
