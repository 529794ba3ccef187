using System.Globalization;
using Spectre.Console;

namespace MimLab.Runner.Benchmarks.Profiling;

/// <summary>A profile as a table for people.</summary>
internal static class ProfileTable
{
    private const double SmallestShare = 0.005; // what takes less is joined

    private static readonly string[] Headings = ["operator", "part", "calls", "self ms", "share", "MB", "GB/s"];

    /// <summary>What stands above the table.</summary>
    public static string Heading(ProfileResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Case}, {result.Precision}, batch {result.Batch}: {1000 * result.StepSeconds:0.0} ms a step, {1000 * result.WatchedSeconds:0.0} ms watched; of one of {result.Steps} watched steps:");

    /// <summary>The table: operators from 0.5 % of the time on, the rest in one line, and what passes between operators.</summary>
    public static Table Terminal(ProfileResult result)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < Headings.Length; i++) table.AddColumn(i < 2 ? new TableColumn(Headings[i]) : new TableColumn(Headings[i]).RightAligned());
        foreach (var row in Rows(result)) table.AddRow([.. row.Select(c => new Text(c))]);
        return table;
    }

    private static IEnumerable<string[]> Rows(ProfileResult result)
    {
        var shown = result.Operators.Where(o => o.Share >= SmallestShare).ToList();
        foreach (var o in shown)
            yield return
            [
                o.Operator, o.Part, Number(o.Calls, "0.#"), Number(o.SelfMilliseconds, "0.00"), Number(o.Share, "0.0 %"),
                o.Megabytes > 0 ? Number(o.Megabytes, "0.0") : "", o.Megabytes > 0 ? Number(o.GigabytesPerSecond, "0.0") : "",
            ];
        var rest = result.Operators.Skip(shown.Count).ToList();
        if (rest.Count > 0)
            yield return
            [
                $"rest ({rest.Count})", "", Number(rest.Sum(o => o.Calls), "0.#"), Number(rest.Sum(o => o.SelfMilliseconds), "0.00"),
                Number(rest.Sum(o => o.Share), "0.0 %"), Number(rest.Sum(o => o.Megabytes), "0.0"), "",
            ];
        yield return ["between operators", "", "", Number(1000 * result.OutsideShare * result.WatchedSeconds, "0.00"), Number(result.OutsideShare, "0.0 %"), "", ""];
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
