using System.Globalization;

namespace MimLab.Results;

/// <summary>A mean over seeds with its sample standard deviation (n - 1 in the denominator).</summary>
/// <param name="Mean">Mean of the values; NaN when there are none.</param>
/// <param name="Deviation">Sample standard deviation; null for fewer than two values.</param>
/// <param name="Count">Number of values.</param>
public sealed record Measurement(double Mean, double? Deviation, int Count)
{
    /// <summary>Measures <paramref name="values"/>.</summary>
    public static Measurement Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return new Measurement(double.NaN, null, 0);
        var mean = values.Sum() / values.Count;
        if (values.Count == 1) return new Measurement(mean, null, 1);
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return new Measurement(mean, Math.Sqrt(squares / (values.Count - 1)), values.Count);
    }

    /// <summary>How this mean differs from <paramref name="other"/>.</summary>
    public Difference Minus(Measurement other)
    {
        double? noise = Deviation is { } a && other.Deviation is { } b ? Math.Sqrt(a * a + b * b) : null;
        return new Difference(Mean - other.Mean, noise);
    }

    /// <summary>This value as a multiple of another's mean.</summary>
    public Measurement Over(Measurement reference) => Count == 0 || reference.Count == 0
        ? new(double.NaN, null, 0) : new(Mean / reference.Mean, Deviation / reference.Mean, Count);

    /// <summary><c>38.2 ± 0.4 (n=3)</c>; a dash when nothing was measured.</summary>
    public string ToText(int decimals = 1)
    {
        if (Count == 0) return "–";
        var format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        var mean = Mean.ToString(format, CultureInfo.InvariantCulture);
        var spread = Deviation is { } d ? " ± " + d.ToString(format, CultureInfo.InvariantCulture) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{mean}{spread} (n={Count})");
    }
}
