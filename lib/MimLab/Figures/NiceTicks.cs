using System.Globalization;

namespace MimLab.Figures;

/// <summary>Round tick values: steps of 1, 2 or 5 times a power of ten.</summary>
public static class NiceTicks
{
    /// <summary>Ticks inside [<paramref name="low"/>, <paramref name="high"/>], about <paramref name="count"/> of them.</summary>
    public static IReadOnlyList<ChartTick> For(double low, double high, int count)
    {
        if (!(high > low) || count < 1) return [];
        var rough = (high - low) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        var ticks = new List<ChartTick>();
        for (var i = first; i <= last; i++) ticks.Add(new ChartTick(i * step, Text(i * step, step, Math.Max(Math.Abs(low), Math.Abs(high)))));
        return ticks;
    }

    private static string Text(double value, double step, double largest)
    {
        var (scale, suffix) = largest switch { >= 2e6 => (1e6, "M"), >= 1e4 => (1e3, "k"), _ => (1.0, "") };
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step / scale) - 1e-9), 0, 12);
        if (value == 0) return "0";
        return (value / scale).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−') + suffix;
    }
}
