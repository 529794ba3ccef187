namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>A small measurement, repeated.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Median">The median.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
/// <param name="Times">How often it was measured.</param>
internal sealed record Figure(string Name, string Unit, double Median, double Low, double High, int Times)
{
    /// <summary>The figure of some values.</summary>
    public static Figure Of(string name, string unit, IReadOnlyCollection<double> values) =>
        new(name, unit, Benchmarks.Median.Of(values), values.Min(), values.Max(), values.Count);
}
