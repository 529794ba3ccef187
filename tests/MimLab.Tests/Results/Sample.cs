using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Results;

namespace MimLab.Tests.Results;

/// <summary>A small ablation with made-up figures: scratch, and two cell sizes at two ratios, three seeds each.</summary>
internal static class Sample
{
    public static readonly (string Cell, int? Size, double? Ratio, double? Paper, double? Distance, double[] Top1)[] Rows =
    [
        ("scratch", null, null, null, null, [34.0, 35.0, 36.0]),
        ("random-4-0.4", 4, 0.4, 81.9, 4.1, [38.0, 38.5, 39.0]),
        ("random-4-0.8", 4, 0.8, 82.1, 5.5, [39.0, 39.5, 40.0]),
        ("random-16-0.4", 16, 0.4, 82.4, 7.0, [35.0, 35.5, 36.0]),
        ("random-16-0.8", 16, 0.8, 82.8, 14.4, [33.0, 36.5, 40.0]),
    ];

    public static JsonObject Axis(int? size, double? ratio) =>
        size is null ? new JsonObject { ["strategy"] = "none" } : new JsonObject { ["strategy"] = "random", ["cellSize"] = size, ["ratio"] = ratio };

    public static TableSettings Settings => new()
    {
        Ablation = "mask-patch-size",
        Preset = "quick",
        Title = "Cell size of the mask",
        Question = "How large should the hidden cells be?",
        Axes = [new AxisColumn("strategy", "masks"), new AxisColumn("cellSize", "mask cell", "px"), new AxisColumn("ratio", "ratio")],
        Metrics = [new MetricColumn("top1", "top-1, 500 labels"), new MetricColumn("knn", "kNN")],
        Rows = Rows.Select(r => new TableRow(r.Cell, Axis(r.Size, r.Ratio)) { Paper = r.Paper, AverageDistance = r.Distance, Label = r.Size is null ? "scratch" : null }).ToList(),
        Baseline = "scratch",
        OrderAxis = "cellSize",
        PaperSource = "SimMIM, Table 1",
        PaperMetric = "ImageNet top-1 (%)",
    };

    public static RunRecord Record(string cell, int seed, double top1) => new()
    {
        Ablation = "mask-patch-size",
        Preset = "quick",
        Cell = cell,
        Axis = Rows.Where(r => r.Cell == cell).Select(r => Axis(r.Size, r.Ratio)).FirstOrDefault() ?? new JsonObject { ["strategy"] = "other" },
        Metrics = new Dictionary<string, double> { ["top1"] = top1, ["knn"] = top1 - 5.25 },
        Seed = seed,
        Recipe = JsonSerializer.SerializeToElement(new Dictionary<string, int> { ["batch"] = 128 }),
        RecipeHash = "0123456789abcdef" + cell,
        Data = "shapes",
        DataHash = "feedfacecafe",
        Device = "cpu",
        Precision = "fp32",
        Seconds = 60.5,
        ImagesPerSecond = cell == "scratch" ? 0 : 812.3,
        ImagesSeen = cell == "scratch" ? 0 : 120_000,
        Provenance = new Provenance
        {
            Commit = "20dad0d8e4c1f2a3b4c5d6e7f8a9b0c1d2e3f4a5",
            Dirty = false,
            Engine = "MimLab.Torch",
            Libtorch = "1.13.1",
            Machine = new Machine { Cpu = "Test CPU", Cores = 2, MemoryBytes = 8L << 30, Os = "Debian GNU/Linux 12 (bookworm)", DotNet = ".NET 10.0.0" },
            Utc = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddSeconds(seed),
        },
    };

    public static IEnumerable<RunRecord> Records() => Rows.SelectMany(r => r.Top1.Select((top1, seed) => Record(r.Cell, seed, top1)));
}
