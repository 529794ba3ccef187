using System.CommandLine;
using MimLab.Results;
using MimLab.Runner.Ablations;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim reproduce</c>: trains an ablation's cells and makes its table, chart and report.</summary>
internal sealed class ReproduceCommand : Command
{
    private readonly Argument<string> slug = new("slug") { Description = "Name of the ablation, e.g. mask-patch-size." };
    private readonly Option<string?> preset = new("--preset") { Description = "smoke, quick, cifar10, imagenet: see experiments/README.md (default: the ablation's first).", HelpName = "NAME" };
    private readonly Option<IReadOnlyList<int>?> seeds = SharedOptions.Seeds();
    private readonly Option<string[]> set = SharedOptions.Set();
    private readonly Option<string?> data = SharedOptions.Data();
    private readonly Option<string?> device = SharedOptions.Device();
    private readonly Option<bool> dry = new("--dry") { Description = "Only say what would run, what it costs, and how long it would take here." };
    private readonly Option<bool> record = new("--record") { Description = "Append to the committed results in experiments/ablations instead of the local ones in runs/." };
    private readonly Option<bool> json = SharedOptions.Json();

    public ReproduceCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("reproduce", "Train an ablation's cells and print its table. Finished runs are kept, interrupted ones go on where they stopped.")
    {
        Add(slug);
        foreach (var option in (Option[])[preset, seeds, set, data, device, dry, record, json]) Add(option);
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        SharedOptions.UseData(parsed.GetValue(data));
        var ablation = AblationFile.Load(place, parsed.GetValue(slug)!);
        var plan = AblationPlan.Create(place, ablation, parsed.GetValue(preset), parsed.GetValue(seeds), parsed.GetValue(set));
        var where = Accelerator.Choose(parsed.GetValue(device));
        var asJson = parsed.GetValue(json);
        Action<string> say = asJson ? terminal.Aside : terminal.Line;
        var work = new Reproduction(plan, place, where, parsed.GetValue(record), say, stop);
        if (parsed.GetValue(dry)) return DryRun.Print(plan, work.Prospects(), where, terminal, asJson, stop);

        var finished = work.Finished();
        say($"{ablation.Title}: preset {plan.PresetName}, {Quantity.Count(plan.Runs.Count, "run")}"
            + (finished > 0 ? $", {finished} of them finished before" : "") + $", on {Accelerator.Name(where)} with {Quantity.Count(Engine.Threads, "thread")}.");
        say(plan.Preset.Description);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var complete = terminal.Interactive && !asJson
            ? LiveProgress.While(terminal.Out, plan.Runs.Count, live => work.Run(live, live.NextRun))
            : work.Run(new PlainProgress(say), (done, title, left) => Tell(say, plan, done, title, left));

        var outputs = AblationOutputs.Write(plan, work.Store, work.Folder, committed: parsed.GetValue(record), work.RunsFolder, place);
        if (asJson) terminal.Json(Summary(plan, work, outputs, complete));
        else terminal.Line(outputs.Table.ToText());
        say($"Records, table, chart and report: {Workplace.Shown(work.Folder)} (open {Workplace.Shown(outputs.Report)} in a browser).");
        if (complete)
        {
            if (!asJson && Committed(plan) is { } committed) terminal.Line(committed);
            say($"Done in {Quantity.Duration(watch.Elapsed.TotalSeconds)}.");
            return ExitCode.Fine;
        }
        terminal.Aside($"Interrupted after {work.Finished()} of {plan.Runs.Count} runs; the same command goes on from here.");
        return ExitCode.Interrupted;
    }

    private static void Tell(Action<string> say, AblationPlan plan, int done, string title, double left)
    {
        if (title.Length > 0) say($"Run {done + 1} of {plan.Runs.Count}: {title}" + (double.IsFinite(left) ? $" (about {Quantity.Duration(left)} left in all)" : ""));
    }

    /// <summary>Points to the committed results of the same recipes, for comparison.</summary>
    private static string? Committed(AblationPlan plan)
    {
        var records = plan.Matching(new RecordStore(Path.Combine(plan.Ablation.Folder, Reproduction.RecordsFile)).Read().Records);
        return records.Count == 0 || plan.Overrides.Count > 0 ? null
            : $"The committed results of this preset, to compare with: {Workplace.Shown(Path.Combine(plan.Ablation.Folder, AblationOutputs.TableFile))}.";
    }

    private static object Summary(AblationPlan plan, Reproduction work, AblationOutputs outputs, bool complete) => new
    {
        Ablation = plan.Ablation.Slug,
        Preset = plan.PresetName,
        Complete = complete,
        Runs = plan.Runs.Count,
        Finished = work.Finished(),
        Records = work.Store.Path,
        outputs.TablePath,
        outputs.Chart,
        outputs.Report,
        Rows = outputs.Table.Rows.Select(row => new
        {
            row.Row.Cell,
            Axis = row.Row.Axis,
            row.Row.Paper,
            row.Row.AverageDistance,
            Metrics = plan.Ablation.Metrics.Zip(row.Measurements).ToDictionary(m => m.First.Key, m => new { m.Second.Mean, m.Second.Deviation, Seeds = m.Second.Count }),
        }),
        outputs.Table.Findings,
    };
}
