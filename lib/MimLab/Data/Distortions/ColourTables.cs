namespace MimLab.Data.Distortions;

/// <summary>Operations that replace each colour value by another one, with the rounding of Pillow's ImageOps.</summary>
internal static class ColourTables
{
    private const int Values = 256;

    /// <summary>The smallest value of each colour becomes 0, the largest 255; a colour of one value stays.</summary>
    public static void AutoContrast(BytePicture picture)
    {
        Span<int> histogram = stackalloc int[Values];
        Span<byte> table = stackalloc byte[Values];
        for (var channel = 0; channel < 3; channel++)
        {
            Count(picture.Pixels, channel, histogram);
            int low = histogram.IndexOfAnyExcept(0), high = histogram.LastIndexOfAnyExcept(0);
            if (high <= low) continue;
            var scale = 255.0 / (high - low);
            var offset = -low * scale;
            for (var i = 0; i < Values; i++) table[i] = (byte)Math.Clamp((int)(i * scale + offset), 0, 255);
            Replace(picture.Pixels, channel, table);
        }
    }

    /// <summary>Each value becomes the share of pixels below it. What the largest value holds does not count.</summary>
    public static void Equalize(BytePicture picture)
    {
        Span<int> histogram = stackalloc int[Values];
        Span<byte> table = stackalloc byte[Values];
        for (var channel = 0; channel < 3; channel++)
        {
            Count(picture.Pixels, channel, histogram);
            var step = (picture.Pixels.Length / 3 - histogram[histogram.LastIndexOfAnyExcept(0)]) / 255;
            if (step == 0) continue; // too few pixels, or a single value
            var sum = step / 2;
            for (var i = 0; i < Values; i++)
            {
                table[i] = (byte)Math.Min(sum / step, 255);
                sum += histogram[i];
            }
            Replace(picture.Pixels, channel, table);
        }
    }

    /// <summary>255 less the value.</summary>
    public static void Invert(BytePicture picture) => Solarize(picture, 0);

    /// <summary>The highest <paramref name="bits"/> bits of each value, 0 to 8.</summary>
    public static void Posterize(BytePicture picture, int bits)
    {
        var mask = (byte)(0xFF << (8 - bits));
        foreach (ref var value in picture.Pixels) value &= mask;
    }

    /// <summary>The negative of values from <paramref name="threshold"/> on, 0 to 256.</summary>
    public static void Solarize(BytePicture picture, int threshold)
    {
        foreach (ref var value in picture.Pixels)
            if (value >= threshold) value = (byte)(255 - value);
    }

    /// <summary>Adds to the darker half of the values, up to 255.</summary>
    public static void SolarizeAdd(BytePicture picture, int added)
    {
        foreach (ref var value in picture.Pixels)
            if (value < 128) value = (byte)Math.Min(255, value + added);
    }

    private static void Count(ReadOnlySpan<byte> pixels, int channel, Span<int> histogram)
    {
        histogram.Clear();
        for (var i = channel; i < pixels.Length; i += 3) histogram[pixels[i]]++;
    }

    private static void Replace(Span<byte> pixels, int channel, ReadOnlySpan<byte> table)
    {
        for (var i = channel; i < pixels.Length; i += 3) pixels[i] = table[pixels[i]];
    }
}
