using System.Globalization;

namespace MimLab.Runner.Display;

/// <summary>Numbers as people read them.</summary>
public static class Quantity
{
    /// <summary>12,800.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 run, 12,800 runs.</summary>
    /// <param name="value">How many.</param>
    /// <param name="thing">Of what, in the singular.</param>
    public static string Count(long value, string thing) => $"{Count(value)} {thing}{(value == 1 ? "" : "s")}";

    /// <summary>1.53 M, 86.2 k; three digits.</summary>
    public static string Short(double value)
    {
        (double unit, string name) = Math.Abs(value) switch
        {
            >= 1e12 => (1e12, " T"),
            >= 1e9 => (1e9, " G"),
            >= 1e6 => (1e6, " M"),
            >= 1e3 => (1e3, " k"),
            _ => (1, ""),
        };
        return (value / unit).ToString("G3", CultureInfo.InvariantCulture) + name;
    }

    /// <summary>The loss in a line of progress, after two spaces; nothing for a stage that has none.</summary>
    public static string Loss(double loss) => double.IsNaN(loss) ? "" : string.Create(CultureInfo.InvariantCulture, $"  loss {loss:0.0000}");

    /// <summary>8 s, 4 min 10 s, 3 h 05 min, 12 days 4 h.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0) return "unknown";
        if (seconds < 10) return seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
        if (seconds >= 1e9) return $"{(seconds / (365.25 * 86400)).ToString("G3", CultureInfo.InvariantCulture)} years";
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        if (time.TotalMinutes < 1) return $"{time.Seconds} s";
        if (time.TotalHours < 1) return $"{time.Minutes} min {time.Seconds:00} s";
        return time.TotalDays < 2 ? $"{(int)time.TotalHours} h {time.Minutes:00} min" : $"{(int)time.TotalDays} days {time.Hours} h";
    }
}
