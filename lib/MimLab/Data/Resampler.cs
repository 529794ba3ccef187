using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimLab.Data;

/// <summary>
/// Separable resampling from interleaved bytes straight to normalised planes. For each output row the source rows are summed
/// first (bytes to floats, over all columns at once), then the columns. Every output value adds its terms in one fixed order,
/// whatever the vector width, so results are the same on every machine. Not safe for concurrent use: one for each worker.
/// </summary>
internal sealed class Resampler
{
    private readonly float[] scale = new float[4];
    private readonly float[] offset = new float[4];
    private float[] row = [];

    /// <summary>A resampler whose output is (value / 255 - mean) / deviation.</summary>
    public Resampler(Normalisation normalisation)
    {
        for (var channel = 0; channel < 3; channel++) (scale[channel], offset[channel]) = normalisation.Scale(channel);
    }

    /// <summary>A resampler whose output is the value, 0 to 255, not rounded.</summary>
    public Resampler() => scale.AsSpan(0, 3).Fill(1);

    /// <summary>Fills [3, Y.Count, X.Count] values.</summary>
    public void Run(ImageBuffer source, ResampleAxis x, ResampleAxis y, Span<float> planes)
    {
        if (planes.Length != 3 * x.Count * y.Count)
            throw new ArgumentException($"Expected {3 * x.Count * y.Count} values for [3, {y.Count}, {x.Count}], got "
                + $"{planes.Length}.");
        if (x.Low < 0 || x.High > source.Width || y.Low < 0 || y.High > source.Height)
            throw new ArgumentException($"The crop needs more than the {source.Width} x {source.Height} pixels that were read.");
        var values = (x.High - x.Low) * 3;
        // Pixels are read four floats at a time, so the last one needs a float behind it.
        if (row.Length < values + 4) row = new float[values + 4];
        var pixels = source.Pixels;
        var plane = x.Count * y.Count;
        for (var output = 0; output < y.Count; output++)
        {
            var weights = y.Weights(output);
            if (weights.Length == 0) row.AsSpan(0, values).Clear();
            else SumRows(pixels, source.Width * 3, y.Start(output), x.Low * 3, weights, row.AsSpan(0, values));
            SumColumns(x, ref MemoryMarshal.GetReference(planes.Slice(output * x.Count)), plane);
        }
    }

    private static void SumRows(ReadOnlySpan<byte> pixels, int pitch, int firstRow, int firstByte, ReadOnlySpan<float> weights, Span<float> sums)
    {
        // One check for all of the reads below.
        ref readonly var start = ref MemoryMarshal.GetReference(
            pixels.Slice(firstRow * pitch + firstByte, (weights.Length - 1) * pitch + sums.Length));
        ref var output = ref MemoryMarshal.GetReference(sums);
        var lanes = Vector<byte>.Count;
        var i = 0;
        if (sums.Length >= lanes)
        {
            while (i < sums.Length)
            {
                // The last block overlaps the one before instead of leaving a remainder.
                i = Math.Min(i, sums.Length - lanes);
                SumBlock(in Unsafe.Add(ref Unsafe.AsRef(in start), i), pitch, weights, ref Unsafe.Add(ref output, i));
                i += lanes;
            }
            return;
        }
        for (; i < sums.Length; i++)
        {
            var sum = 0f;
            for (var tap = 0; tap < weights.Length; tap++) sum += weights[tap] * Unsafe.Add(ref Unsafe.AsRef(in start), tap * pitch + i);
            sums[i] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumBlock(ref readonly byte start, int pitch, ReadOnlySpan<float> weights, ref float output)
    {
        Vector<float> a = default, b = default, c = default, d = default;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var bytes = Vector.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in start), tap * pitch));
            Vector.Widen(bytes, out var low, out var high);
            Vector.Widen(low, out var low0, out var low1);
            Vector.Widen(high, out var high0, out var high1);
            var weight = new Vector<float>(weights[tap]);
            a += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(low0));
            b += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(low1));
            c += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(high0));
            d += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(high1));
        }
        var lanes = Vector<float>.Count;
        a.StoreUnsafe(ref output);
        b.StoreUnsafe(ref output, (nuint)lanes);
        c.StoreUnsafe(ref output, (nuint)(2 * lanes));
        d.StoreUnsafe(ref output, (nuint)(3 * lanes));
    }

    private void SumColumns(ResampleAxis x, ref float red, int plane)
    {
        ref var columns = ref MemoryMarshal.GetArrayDataReference(row);
        var multiplier = Vector128.LoadUnsafe(ref scale[0]);
        var addend = Vector128.LoadUnsafe(ref offset[0]);
        var white = Vector128.Create(255f);
        for (var output = 0; output < x.Count; output++)
        {
            var weights = x.Weights(output);
            ref var first = ref Unsafe.Add(ref columns, (x.Start(output) - x.Low) * 3);
            var sum = Vector128<float>.Zero;
            for (var tap = 0; tap < weights.Length; tap++)
                sum += Vector128.Create(weights[tap]) * Vector128.LoadUnsafe(ref Unsafe.Add(ref first, tap * 3));
            // The cubic kernel overshoots at edges.
            sum = Vector128.Min(Vector128.Max(sum, Vector128<float>.Zero), white) * multiplier + addend;
            Unsafe.Add(ref red, output) = sum[0];
            Unsafe.Add(ref red, output + plane) = sum[1];
            Unsafe.Add(ref red, output + 2 * plane) = sum[2];
        }
    }
}
