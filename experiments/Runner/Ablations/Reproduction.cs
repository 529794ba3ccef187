using System.Diagnostics;
using MimLab.Results;
using MimLab.Training;
using TorchSharp;

namespace MimLab.Runner.Ablations;

/// <summary>
/// Runs a plan: skips what has a record, goes on where a run was interrupted, and appends a record after every run.
/// Records go to the local results in the runs folder, or to the committed ones of the ablation.
/// </summary>
public sealed class Reproduction
{
    private readonly AblationPlan plan;
    private readonly Workplace place;
    private readonly torch.Device device;
    private readonly CancellationToken stop;
    private readonly Action<string> say;
    private readonly bool committed;

    /// <summary>A plan to run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="place">Where runs and ablations lie.</param>
    /// <param name="device">The device that trains.</param>
    /// <param name="committed">Whether records go to the ablation's own folder.</param>
    /// <param name="say">Takes lines for the person.</param>
    /// <param name="stop">Cancelled to stop after the step at hand.</param>
    public Reproduction(AblationPlan plan, Workplace place, torch.Device device, bool committed, Action<string> say, CancellationToken stop)
    {
        if (committed && plan.Overrides.Count > 0)
            throw new UserError("--record cannot be combined with --set: the committed table shows the recipes as they are in experiments/recipes.");
        if (committed && !plan.Preset.InTable)
            throw new UserError($"--record cannot be used with the preset '{plan.PresetName}': its runs only try the machinery, and are no part of the table.");
        (this.plan, this.place, this.device, this.committed, this.stop, this.say) = (plan, place, device, committed, stop, say);
        Folder = committed ? plan.Ablation.Folder : RunsFolder;
        Store = new RecordStore(Path.Combine(Folder, RecordsFile));
    }

    /// <summary>Name of the file of records.</summary>
    public const string RecordsFile = "results.jsonl";

    /// <summary>Folder of checkpoints, metrics and local results.</summary>
    public string RunsFolder => plan.FolderIn(place);

    /// <summary>Folder of the records, the table, the chart and the report.</summary>
    public string Folder { get; }

    /// <summary>The records.</summary>
    public RecordStore Store { get; }

    /// <summary>Runs what is left of the plan.</summary>
    /// <param name="progress">Told of each stage.</param>
    /// <param name="nextRun">
    /// Told before each run: runs done, its title, seconds that the rest may take (NaN when unknown).
    /// </param>
    /// <returns>Whether the plan is complete; false when interrupted.</returns>
    public bool Run(IRunProgress progress, Action<int, string, double> nextRun)
    {
        using var held = Store.Lock();
        var records = Read(Store);
        var data = new DataIdentity();
        // Missing images are told now, not hours later; where every run is recorded, nobody needs them.
        foreach (var settings in plan.Runs.Where(r => plan.Find(r, records) is null).Select(r => r.Recipe.Data).Distinct()) data.Open(settings);
        var earlier = new EarlierWork(plan, place, committed, data);
        var training = new CellTraining(plan, data, earlier);

        var done = 0;
        var spent = new Dictionary<CellKind, List<double>>();
        foreach (var run in plan.Runs)
        {
            if (plan.Find(run, records) is null)
            {
                if (stop.IsCancellationRequested) return false;
                nextRun(done, run.Title, Remaining(done, records, spent));
                var watch = Stopwatch.StartNew();
                var record = Shared(run, earlier) ?? training.Run(run, Context(run, progress));
                if (record is null) return false;
                Store.Append(record); // a torn last line that it cuts off was told when the records were read
                records.Add(record);
                if (!spent.TryGetValue(run.Cell.Kind, out var times)) spent[run.Cell.Kind] = times = [];
                times.Add(watch.Elapsed.TotalSeconds);
            }
            done++;
        }
        nextRun(done, "", 0);
        return true;
    }

    /// <summary>What each run would take, if it ran now. Without the images on this machine, equal runs cannot be told.</summary>
    internal IReadOnlyList<RunProspect> Prospects()
    {
        var records = Store.Read().Records;
        var earlier = new EarlierWork(plan, place, committed, new DataIdentity());
        var begun = new Dictionary<(string Pretraining, int Seed), string>();
        return [.. plan.Runs.Select(run => plan.Find(run, records) is not null ? new RunProspect(run, Prospect.Finished, null) : Of(run))];

        RunProspect Of(PlannedRun run)
        {
            try
            {
                if (earlier.Record(run) is { } record) return new RunProspect(run, Prospect.Shared, record.SharedFrom);
                if (earlier.Pretraining(run) is { } done) return new RunProspect(run, Prospect.Pretrained, Path.GetDirectoryName(done.EncoderPath));
            }
            catch (UserError)
            {
                // No images on this machine: what the plan itself shares is known all the same.
            }
            if (run.Recipe.Pretrain is null || begun.TryAdd((run.Recipe.PretrainingHash, run.Seed), run.Title)) return new RunProspect(run, Prospect.New, null);
            return new RunProspect(run, Prospect.Following, begun[(run.Recipe.PretrainingHash, run.Seed)]);
        }
    }

    /// <summary>How many runs of the plan have a record.</summary>
    public int Finished()
    {
        var records = Store.Read().Records;
        return plan.Runs.Count(r => plan.Find(r, records) is not null);
    }

    private RunContext Context(PlannedRun run, IRunProgress progress) => new()
    {
        Directory = run.FolderIn(RunsFolder),
        Device = device,
        Seed = run.Seed,
        Progress = progress,
        Stop = stop,
        Resume = true,
    };

    /// <summary>The record of an equal run that was done for something else.</summary>
    private RunRecord? Shared(PlannedRun run, EarlierWork earlier)
    {
        if (earlier.Record(run) is not { } record) return null;
        say($"{run.Title}: " + (record.SharedFrom is { } origin
            ? $"the same recipe, images and seed as {origin}, whose record is taken over." : "done before; its local record is taken over."));
        if (earlier.Pretraining(run) is { } pretraining) PretrainFolder.Remember(run.FolderIn(RunsFolder), Path.GetDirectoryName(pretraining.EncoderPath)!);
        return record;
    }

    private double Remaining(int done, List<RunRecord> records, Dictionary<CellKind, List<double>> spent)
    {
        var left = plan.Runs.Skip(done).Where(r => plan.Find(r, records) is null).GroupBy(r => r.Cell.Kind);
        return left.Sum(g => spent.TryGetValue(g.Key, out var times) ? g.Count() * times.Average() : double.NaN);
    }

    private List<RunRecord> Read(RecordStore store)
    {
        var (records, warning) = store.Read();
        if (warning is not null) say(warning);
        return [.. records];
    }
}
