using MimLab.Data;
using MimLab.Runner.Display;
using Spectre.Console;
using TorchSharp;

namespace MimLab.Runner.Ablations;

/// <summary>Says what a plan would do and cost, without doing it.</summary>
internal static class DryRun
{
    public static int Print(AblationPlan plan, IReadOnlyList<RunProspect> prospects, torch.Device device, Terminal terminal, bool asJson, CancellationToken stop)
    {
        var speeds = new Dictionary<object, double>();
        var seeds = plan.Runs.Select(r => r.Seed).Distinct().ToList();
        var (train, test, found) = Counts(plan);
        var costs = new List<(PlannedRun Run, CostEstimate Cost)>();
        foreach (var run in plan.Runs.Where(r => r.Seed == seeds[0]))
        {
            var key = CostEstimate.SpeedKey(run.Recipe);
            if (!speeds.TryGetValue(key, out var speed))
            {
                terminal.Aside($"Timing a few training steps of {run.Cell.Name} ...");
                speeds[key] = speed = CostEstimate.Measure(run.Recipe, device, stop);
            }
            costs.Add((run, CostEstimate.Of(run, train, test, speed)));
        }
        var cost = costs.ToDictionary(c => c.Run.Cell.Name, c => c.Cost);
        var total = prospects.Sum(p => p.State switch
        {
            Prospect.New => cost[p.Run.Cell.Name].Seconds,
            Prospect.Pretrained or Prospect.Following => cost[p.Run.Cell.Name].EvaluationSeconds,
            _ => 0,
        });
        if (asJson)
        {
            terminal.Json(new
            {
                Ablation = plan.Ablation.Slug,
                Preset = plan.PresetName,
                Device = Accelerator.Name(device),
                Engine.Threads,
                Seeds = seeds,
                DataFound = found,
                Cells = costs.Select(c => new
                {
                    c.Run.Cell.Name,
                    c.Run.Cell.Axis,
                    c.Run.RecipeHash,
                    c.Cost.Parameters,
                    c.Cost.FlopsPerImage,
                    c.Cost.PretrainingImages,
                    c.Cost.ImagesPerSecond,
                    c.Cost.Seconds,
                }),
                Runs = plan.Runs.Count,
                Prospects = prospects.Select(p => new { Cell = p.Run.Cell.Name, p.Run.Seed, State = p.State.ToString().ToLowerInvariant(), p.From }),
                TotalSeconds = total,
            });
            return ExitCode.Fine;
        }
        terminal.Line($"{plan.Ablation.Title}: preset {plan.PresetName}. {plan.Preset.Description}");
        terminal.Out.Write(Table(costs));
        terminal.Line($"{Quantity.Count(costs.Count, "cell")} x {Quantity.Count(seeds.Count, "seed")} ({string.Join(", ", seeds)}) = {Quantity.Count(plan.Runs.Count, "run")}.");
        foreach (var sentence in RunProspect.Sentences(prospects)) terminal.Line(sentence);
        terminal.Line($"About {Quantity.Duration(total)} on {Accelerator.Name(device)} with {Quantity.Count(Engine.Threads, "thread")}, by a few timed training steps; reading images from disk is not in it.");
        if (!found) terminal.Line($"The data is not on this machine: the estimate takes {Quantity.Count(train)} training images. See 'mim data --help'.");
        return ExitCode.Fine;
    }

    private static Table Table(List<(PlannedRun Run, CostEstimate Cost)> costs)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("cell");
        foreach (var heading in (string[])["parameters", "FLOP/image, train", "images of pre-training", "images/s", "time a run"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var (run, cost) in costs)
            table.AddRow(run.Cell.Name, Quantity.Short(cost.Parameters), Quantity.Short(cost.FlopsPerImage), Quantity.Count(cost.PretrainingImages),
                Quantity.Short(cost.ImagesPerSecond), Quantity.Duration(cost.Seconds));
        return table;
    }

    /// <summary>Sizes of the sets, or the preset's word for them where the files are absent.</summary>
    private static (int Train, int Test, bool Found) Counts(AblationPlan plan)
    {
        var settings = plan.Runs[0].Recipe.Data;
        try
        {
            return (settings.Open(Split.Train).Count, settings.Open(Split.Test).Count, true);
        }
        catch (UserError) when (plan.Preset.TrainImages is { } known)
        {
            return (known, Math.Max(1, known / 25), false);
        }
    }
}
