using System.Globalization;
using MimLab.Results;
using Spectre.Console;

namespace MimLab.Runner.Benchmarks;

/// <summary>The training benchmark's rows as a table for people and as Markdown with what they were measured on.</summary>
internal static class TrainingTable
{
    private static readonly string[] Headings =
        ["case", "precision", "batch", "PyTorch, images/s", "MimLab, images/s", "ratio (quartiles)", "bound", "GFLOP/s", "of matrix speed", "peak MiB", $"losses at steps 1, {LossTolerance.LaterStep}"];

    /// <summary>The table on a terminal.</summary>
    public static Table Terminal(IReadOnlyList<TrainingResult> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in Headings) table.AddColumn(heading == "case" ? new TableColumn(heading) : new TableColumn(heading).RightAligned());
        foreach (var row in rows) table.AddRow([.. Cells(row).Select(c => new Text(c))]);
        return table;
    }

    /// <summary>The same as lines of a page.</summary>
    public static IEnumerable<string> Markdown(IReadOnlyList<TrainingResult> rows) =>
    [
        "## A training step beside plain PyTorch", "",
        "Forward, backward, clipping and AdamW on one batch; alternating turns of two processes in one run; medians. The ratio is the median",
        "over neighbouring turns. \"Bound\" is the ratio if everything but matrix products and convolutions took no time, and those as long as in",
        $"PyTorch's own step. \"Losses\" are the relative differences of the two sides' losses at the first step and at step {LossTolerance.LaterStep}, from the",
        $"same weights, on the same images, with the same optimizer; a row that is further apart than {LossTolerance.Told} says so.", "",
        $"| {string.Join(" | ", Headings)} |",
        $"|---|{string.Concat(Enumerable.Repeat("---:|", Headings.Length - 1))}",
        .. rows.Select(row => $"| {string.Join(" | ", Cells(row))} |"), "",
        .. rows.Any(r => r.Stages.Count > 0) ? new[] { "Where MimLab's time goes:", "" } : [],
        .. rows.Where(r => r.Stages.Count > 0).Select(r => $"- {r.Case}, {r.Precision}: {string.Join(", ", r.Stages.Select(s => $"{s.Key} {s.Value.ToString("0 %", CultureInfo.InvariantCulture)}"))}"),
        "",
        .. rows.Where(r => r.ForeignCores > 0.1).SelectMany(r => new[] { $"Other work kept {Number(r.ForeignCores, "0.0")} cores busy during {r.Case}, {r.Precision}: run it again on a quiet machine.", "" }),
    ];

    /// <summary>What the rows were measured on.</summary>
    public static IReadOnlyList<string> Versions(PyTorch? pytorch, int threads, IReadOnlyDictionary<string, double> matrixGFlops) =>
    [
        $"{Machine.Collect()}, {threads} threads",
        $"libtorch {Engine.LibtorchVersion}; PyTorch {pytorch?.Version ?? "not here"}",
        $"square matrix products: {string.Join(", ", matrixGFlops.Select(m => $"{Number(m.Value, "0")} GFLOP/s {m.Key}"))}",
        .. SpeedSettings.Lines(pytorch),
    ];

    private static string[] Cells(TrainingResult r) =>
    [
        r.Case, r.Precision, $"{r.Batch}", Number(r.PyTorch, "0.0"), Number(r.MimLab, "0.0"),
        $"{Number(r.Ratio, "0.00")} ({Number(r.RatioLow, "0.00")} to {Number(r.RatioHigh, "0.00")})",
        double.IsFinite(r.Bound) ? Number(r.Bound, "0.00") : "-", Number(r.GFlops, "0"), Number(r.OfMatrixSpeed, "0 %"),
        $"{Number(r.PyTorchMiB, "0")} / {Number(r.MimLabMiB, "0")}", $"{Number(r.LossDifference, "0e+0")}, {Number(r.LaterLossDifference, "0e+0")}{(r.Parted is null ? "" : ": they part")}",
    ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
