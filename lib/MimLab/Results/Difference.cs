using System.Globalization;

namespace MimLab.Results;

/// <summary>A difference of two means and how far noise alone could carry it.</summary>
/// <param name="Value">First mean minus second; NaN when either is missing.</param>
/// <param name="Noise">
/// The combined standard deviation, root of the sum of squares; null when either side has fewer than two seeds.
/// </param>
public sealed record Difference(double Value, double? Noise)
{
    /// <summary>Whether the difference can be told from noise.</summary>
    public Verdict Verdict => !double.IsFinite(Value) ? Verdict.Missing
        : Noise is not { } noise ? Verdict.Unknown
        : Math.Abs(Value) <= noise ? Verdict.WithinNoise
        : Value > 0 ? Verdict.Higher : Verdict.Lower;

    /// <summary><c>+3.1</c>, <c>−0.4 (within noise)</c>, <c>+2.0 (one seed)</c>; a dash when either mean is missing.</summary>
    public string ToText(int decimals = 1)
    {
        if (Verdict == Verdict.Missing) return "–";
        var text = Signed(decimals);
        return Verdict switch
        {
            Verdict.WithinNoise => text + " (within noise)",
            Verdict.Unknown => text + " (one seed)",
            _ => text,
        };
    }

    /// <summary>The value with its sign: <c>+3.1</c>, <c>−0.4</c>, <c>0.0</c>.</summary>
    public string Signed(int decimals = 1)
    {
        var text = Math.Abs(Value).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var isZero = text.All(c => c is '0' or '.');
        return isZero ? text : (Value > 0 ? "+" : "−") + text;
    }
}
