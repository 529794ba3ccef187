namespace MimLab.Data;

/// <summary>
/// Along one axis, which source pixels make each output pixel and with what weights. Mirroring, padding and cropping are part of
/// this table, so the resampler itself has a single path. Arrays are reused from image to image.
/// </summary>
internal sealed class ResampleAxis
{
    private int[] starts = [];
    private int[] counts = [];
    private float[] weights = [];
    private int stride;

    /// <summary>How many output pixels there are.</summary>
    public int Count { get; private set; }

    /// <summary>First source pixel that is used.</summary>
    public int Low { get; private set; }

    /// <summary>One past the last source pixel that is used; equal to <see cref="Low"/> when none is.</summary>
    public int High { get; private set; }

    /// <summary>The first source pixel of output pixel <paramref name="output"/>.</summary>
    public int Start(int output) => starts[output];

    /// <summary>The weights of output pixel <paramref name="output"/>; none where the output is padding.</summary>
    public ReadOnlySpan<float> Weights(int output) => weights.AsSpan(output * stride, counts[output]);

    /// <summary>Fills the table.</summary>
    /// <param name="origin">Start of the source interval, in source pixels.</param>
    /// <param name="length">Length of the source interval.</param>
    /// <param name="resized">How many pixels the interval would become as a whole.</param>
    /// <param name="first">
    /// First of those that is wanted; negative ones and those from <paramref name="resized"/> on are padding.
    /// </param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="sourceSize">Source pixels there are.</param>
    /// <param name="bicubic">Cubic kernel (a = -0.5, radius 2) instead of the triangle (radius 1).</param>
    /// <param name="reflect">Padding mirrors the picture instead of being black.</param>
    /// <param name="mirror">Whether the output runs backwards.</param>
    public void Fill(double origin, double length, int resized, int first, int count, int sourceSize, bool bicubic, bool reflect, bool mirror)
    {
        var scale = length / resized;
        // When reducing, the kernel is stretched so that every source pixel counts: this is what prevents aliasing.
        var stretch = Math.Max(scale, 1);
        var support = (bicubic ? 2 : 1) * stretch;
        Reserve(count, (int)Math.Ceiling(support) * 2 + 2);
        Count = count;
        Low = int.MaxValue;
        High = int.MinValue;
        var lowest = Math.Clamp((int)Math.Floor(origin), 0, sourceSize - 1);
        var highest = Math.Clamp((int)Math.Ceiling(origin + length), lowest + 1, sourceSize);
        for (var i = 0; i < count; i++)
        {
            var output = mirror ? count - 1 - i : i;
            var position = first + i;
            if (reflect) position = Reflect(position, resized);
            if (position < 0 || position >= resized)
            {
                starts[output] = counts[output] = 0;
                continue;
            }
            var centre = origin + (position + 0.5) * scale;
            var start = Math.Max((int)Math.Floor(centre - support + 0.5), lowest);
            var end = Math.Min((int)Math.Floor(centre + support + 0.5), highest);
            FillOne(output, start, end, centre, stretch, bicubic);
            Low = Math.Min(Low, starts[output]);
            High = Math.Max(High, starts[output] + counts[output]);
        }
        if (Low > High) Low = High = 0;
    }

    private void FillOne(int output, int start, int end, double centre, double stretch, bool bicubic)
    {
        var row = weights.AsSpan(output * stride, stride);
        var sum = 0.0;
        while (start < end - 1 && Kernel((start + 0.5 - centre) / stretch, bicubic) == 0) start++;
        while (end > start + 1 && Kernel((end - 0.5 - centre) / stretch, bicubic) == 0) end--;
        for (var source = start; source < end; source++)
        {
            var weight = Kernel((source + 0.5 - centre) / stretch, bicubic);
            row[source - start] = (float)weight;
            sum += weight;
        }
        if (sum == 0)
        {
            // Only rounding at the interval's very edge can leave nothing: use that pixel as it is.
            (row[0], sum, end) = (1, 1, start + 1);
        }
        starts[output] = start;
        counts[output] = end - start;
        foreach (ref var weight in row[..(end - start)]) weight = (float)(weight / sum);
    }

    private static double Kernel(double x, bool bicubic)
    {
        x = Math.Abs(x);
        if (!bicubic) return x < 1 ? 1 - x : 0;
        const double A = -0.5;
        if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    private static int Reflect(int position, int size)
    {
        if (size == 1) return 0;
        var period = 2 * (size - 1);
        position = ((position % period) + period) % period;
        return position < size ? position : period - position;
    }

    private void Reserve(int count, int taps)
    {
        stride = taps;
        if (starts.Length < count) (starts, counts) = (new int[count], new int[count]);
        if (weights.Length < count * taps) weights = new float[count * taps];
    }
}
