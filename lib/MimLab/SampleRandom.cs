namespace MimLab;

/// <summary>
/// The generator behind every random choice outside tensors (masks, crops, flips, orders).
/// It is seeded by what the choice is for (seed, epoch, sample, stream), so a sample looks the same
/// whatever the number of workers and wherever a run was resumed. Algorithm: SplitMix64 (Steele, Lea, Flood 2014).
/// </summary>
public struct SampleRandom
{
    private ulong state;

    /// <summary>A generator that starts from <paramref name="seed"/>.</summary>
    public SampleRandom(ulong seed) => state = seed;

    /// <summary>
    /// The generator of one sample: equal arguments give equal sequences, and different streams are independent.
    /// </summary>
    public static SampleRandom For(ulong seed, long epoch, long index, ulong stream)
    {
        var mixer = new SampleRandom(seed);
        mixer.state = mixer.NextUInt64() ^ (ulong)epoch;
        mixer.state = mixer.NextUInt64() ^ (ulong)index;
        mixer.state = mixer.NextUInt64() ^ stream;
        return new SampleRandom(mixer.NextUInt64());
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), without modulo bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var high = Math.BigMul(NextUInt64(), (ulong)bound, out var low);
        if (low < (ulong)bound)
        {
            var threshold = (0UL - (ulong)bound) % (ulong)bound;
            while (low < threshold) high = Math.BigMul(NextUInt64(), (ulong)bound, out low);
        }
        return (int)high;
    }

    /// <summary>A standard normal number (Box-Muller, one of the pair).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts <paramref name="items"/> in a uniformly random order (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
