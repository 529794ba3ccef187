using System.Text.Json;
using MimLab.Results;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class ReproduceCommandTests
{
    private static readonly string[] Exact = ["--preset", "smoke", "--device", "cpu", "--set", "pretrain.precision=fp32", "--set", "finetune.precision=fp32", "--set", "knn.precision=fp32"];

    [Fact]
    public void Dry_run_prints_cells_cost_and_time_and_trains_nothing()
    {
        using var lab = new Laboratory();
        var text = lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--dry");
        Assert.Equal(0, text.Code);
        foreach (var part in new[] { "scratch", "random-4-0.5", "parameters", "3 cells x 2 seeds", "About" }) Assert.Contains(part, text.Output);

        var json = lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--dry", "--json");
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(6, document.RootElement.GetProperty("runs").GetInt32());
        Assert.All(document.RootElement.GetProperty("cells").EnumerateArray(), c => Assert.True(c.GetProperty("flopsPerImage").GetDouble() > 1e5));
        Assert.False(Directory.Exists(lab.Place.Runs));
    }

    [Fact]
    public void Dry_run_prices_training_from_scratch_where_the_method_leaves_patches_out()
    {
        using var lab = new Laboratory();
        lab.Write("experiments/ablations/mff-fusion/ablation.json", File.ReadAllText(Path.Combine(Laboratory.Repository, "experiments", "ablations", "mff-fusion", "ablation.json")));
        var dry = lab.Mim("reproduce", "mff-fusion", "--preset", "smoke", "--dry");
        Assert.True(dry.Code == 0, dry.Error);
        foreach (var part in new[] { "scratch", "first-last", "4 cells x 2 seeds", "About" }) Assert.Contains(part, dry.Output);
    }

    [Fact]
    public void What_is_finished_is_shown_without_its_images()
    {
        using var lab = new Laboratory();
        string[] command = ["reproduce", Laboratory.Slug, "--preset", "cifar10", "--data", Directory.CreateDirectory(lab["empty"]).FullName, "--device", "cpu"];
        var plan = AblationPlan.Create(lab.Place, AblationFile.Load(lab.Place, Laboratory.Slug), "cifar10");
        var store = new RecordStore(Path.Combine(lab.Results("cifar10"), "results.jsonl"));
        foreach (var run in plan.Runs.SkipLast(1)) store.Append(MadeUp.Record(plan, run, ("finetune", 40)));
        Assert.Contains("mim data cifar10", lab.Mim(command).Error);

        store.Append(MadeUp.Record(plan, plan.Runs[^1], ("finetune", 40)));
        var shown = lab.Mim(command);
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains("40.0", shown.Output);
    }

    [Fact]
    public void Smoke_run_leaves_records_table_chart_and_report_and_is_not_done_twice()
    {
        using var lab = new Laboratory();
        var first = lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--device", "cpu");
        Assert.True(first.Code == 0, first.Error);
        var records = new RecordStore(Path.Combine(lab.Results("smoke"), "results.jsonl")).Read().Records;
        Assert.Equal(6, records.Count);
        Assert.All(records, r => Assert.InRange(r.Metrics["finetune"], 0, 100));
        Assert.Equal(2, records.Count(r => r.Cell == "scratch" && r.ImagesSeen == 0));
        Assert.Contains("| random | 4 | 0.5 |", File.ReadAllText(Path.Combine(lab.Results("smoke"), "table.md")));
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(lab.Results("smoke"), "chart.svg")));
        Assert.Contains("<html", File.ReadAllText(Path.Combine(lab.Results("smoke"), "report.html")));
        Assert.Contains("fine-tuned top-1", first.Output);

        var again = lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--device", "cpu", "--json");
        Assert.Equal(0, again.Code);
        Assert.DoesNotContain("pre-training", again.Error);
        using var json = JsonDocument.Parse(again.Output);
        Assert.True(json.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(6, File.ReadAllLines(Path.Combine(lab.Results("smoke"), "results.jsonl")).Length);

        // A crash in the middle of a write.
        File.AppendAllText(Path.Combine(lab.Results("smoke"), "results.jsonl"), "{\"schema\":1,\"abl");
        var torn = lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--device", "cpu");
        Assert.Equal(0, torn.Code);
        Assert.Equal(2, torn.Output.Split("torn").Length); // told once
    }

    [Fact]
    public void Interrupted_run_exits_with_130_and_goes_on_to_the_same_figures()
    {
        using var whole = new Laboratory();
        Assert.Equal(0, whole.Mim(["reproduce", Laboratory.Slug, "--seeds", "7,", .. Exact]).Code);

        using var lab = new Laboratory();
        using var stop = new CancellationTokenSource();
        var interrupted = lab.Mim(stop.Token, new StoppingWriter("random-8-0.5", stop), ["reproduce", Laboratory.Slug, "--seeds", "7,", .. Exact]);
        Assert.Equal(130, interrupted.Code);
        Assert.Contains("same command", interrupted.Error);
        Assert.Equal(2, Records(lab).Count);

        Assert.Equal(0, lab.Mim(["reproduce", Laboratory.Slug, "--seeds", "7,", .. Exact]).Code);
        foreach (var (expected, actual) in Records(whole).Zip(Records(lab)))
        {
            Assert.Equal(expected.Cell, actual.Cell);
            Assert.Equal(expected.Metrics, actual.Metrics);
        }
    }

    private static IReadOnlyList<RunRecord> Records(Laboratory lab) =>
        new RecordStore(Directory.GetFiles(Path.Combine(lab.Place.Runs, Laboratory.Slug), "results.jsonl", SearchOption.AllDirectories).Single()).Read().Records;

    /// <summary>Presses Ctrl-C as soon as a text has been written.</summary>
    private sealed class StoppingWriter(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
