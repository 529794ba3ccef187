namespace MimLab.Runner.Benchmarks;

/// <summary>The middle of what was measured, which a few disturbed turns do not move.</summary>
internal static class Median
{
    /// <summary>The median.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
