namespace MimLab.Kernel.Jupyter;

/// <summary>Jupyter counts a cell's places in code points, .NET in UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The place in UTF-16 units; one past either end counts as that end.</summary>
    public static int ToUnits(string text, int points)
    {
        int unit = 0;
        for (; points > 0 && unit < text.Length; points--) unit += IsPair(text, unit) ? 2 : 1;
        return unit;
    }

    /// <summary>The place in code points.</summary>
    public static int FromUnits(string text, int units)
    {
        int points = 0;
        for (int unit = 0; unit < Math.Min(units, text.Length); points++) unit += IsPair(text, unit) ? 2 : 1;
        return points;
    }

    private static bool IsPair(string text, int unit) =>
        char.IsHighSurrogate(text[unit]) && unit + 1 < text.Length && char.IsLowSurrogate(text[unit + 1]);
}
