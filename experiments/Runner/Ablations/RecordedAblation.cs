using MimLab.Results;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>
/// An ablation with what has been recorded of it, as its notebook reads it: tables made from the committed records, recipes of
/// its cells, and a few cells run once more.
/// </summary>
public sealed class RecordedAblation
{
    private readonly Workplace place;
    private readonly IReadOnlyList<RunRecord> records;
    private readonly List<(AblationPlan Plan, IReadOnlyList<RunRecord> Records)> presets;

    private RecordedAblation(Workplace place, string slug)
    {
        this.place = place;
        Ablation = AblationFile.Load(place, slug);
        records = new RecordStore(Path.Combine(Ablation.Folder, Reproduction.RecordsFile)).Read().Records;
        presets = [.. Ablation.Presets.Where(p => p.Value.InTable).OrderBy(p => p.Key == Ablation.Headline ? 0 : 1)
            .Select(p => AblationPlan.Create(place, Ablation, p.Key)).Select(plan => (plan, plan.Matching(records)))];
    }

    /// <summary>The ablation.</summary>
    public Ablation Ablation { get; }

    /// <summary>One line: how many runs of each preset are recorded.</summary>
    public string Status => $"Runs recorded: {string.Join(", ", presets.Select(p => $"{p.Plan.PresetName} {Share(p.Plan)}"))}.";

    /// <summary>
    /// The table of the headline preset, or of the first one with records while that has none; without records, only the paper's
    /// figures.
    /// </summary>
    public ResultsTable Table => TableOf((presets.FirstOrDefault(p => p.Records.Count > 0).Plan ?? presets[0].Plan).PresetName);

    /// <summary>Reads an ablation and its records.</summary>
    /// <param name="slug">Its folder's name.</param>
    /// <param name="place">The repository; null for the one that the current folder lies in.</param>
    /// <exception cref="UserError">There is no such ablation, or its files are not in order.</exception>
    public static RecordedAblation Open(string slug, Workplace? place = null) => new(place ?? Workplace.Find(), slug);

    /// <summary>The table of a preset from the records there are.</summary>
    /// <exception cref="UserError">There is no such preset.</exception>
    public ResultsTable TableOf(string preset)
    {
        var plan = AblationPlan.Create(place, Ablation, preset);
        return ResultsTable.Build(plan.Table(), plan.Matching(records));
    }

    /// <summary>The recipe of a cell at a preset, whether the preset runs that cell or not.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="cell">One of its list of cells.</param>
    /// <param name="overrides">Changes to the recipe, below the cell's own.</param>
    /// <exception cref="UserError">There is no such preset or cell, or a change is not allowed.</exception>
    public Recipe RecipeOf(string preset, string cell, params IReadOnlyList<string> overrides) => Plan(preset, [cell], overrides).Runs[0].Recipe;

    /// <summary>
    /// Trains and evaluates some cells from the start, as a reproduction does, and records nothing. An interrupted call gives the
    /// table of the cells that it finished.
    /// </summary>
    /// <param name="preset">The preset.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="overrides">Changes to the recipe, below the cells' own: fewer images, for example.</param>
    /// <param name="progress">Told of the pre-trainings, each under its cell's name.</param>
    /// <param name="seed">Seed of the runs.</param>
    /// <param name="stop">Stops the run at hand; in a notebook, stopping the cell does.</param>
    /// <exception cref="UserError">
    /// Another notebook, or another kernel of this one, trains one of these cells at the moment.
    /// </exception>
    public ResultsTable Rerun(string preset, IReadOnlyList<string> cells, IReadOnlyList<string> overrides, IRunProgress progress, int seed = 0, CancellationToken? stop = null)
    {
        var plan = Plan(preset, cells, overrides, seed);
        using var held = Hold(plan);
        var training = new CellTraining(plan, new DataIdentity(), earlier: null);
        var done = new List<RunRecord>();
        foreach (var run in plan.Runs)
        {
            var context = Context(run, progress);
            if (stop is { } token) context = context with { Stop = token };
            if (training.Run(run, context) is not { } record) break;
            done.Add(record);
        }
        var table = plan.Table();
        return ResultsTable.Build(table with
        {
            Title = $"{Ablation.Title}, a few cells of preset {preset} run just now",
            Metrics = [.. table.Metrics.Where((m, i) => i == 0 || m.Fact || done.Any(r => r.Measured(m.Key) is not null))],
            PaperSource = "",
            Rows = [.. table.Rows.Select(r => r with { Paper = null, PaperFigures = new Dictionary<string, double>() })],
        }, done);
    }

    /// <summary>Pre-trains one cell, to look at what it paints.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="overrides">Changes to the recipe, below the cell's own.</param>
    /// <param name="progress">
    /// Who watches it train; for null, a finished pre-training of the same recipe, by <see cref="Rerun"/> for example, is taken
    /// as it is.
    /// </param>
    /// <param name="seed">Seed of the run.</param>
    /// <exception cref="UserError">Another notebook, or another kernel of this one, trains this cell at the moment.</exception>
    public PretrainingResult Pretrain(string preset, string cell, IReadOnlyList<string> overrides, IRunProgress? progress = null, int seed = 0)
    {
        var plan = Plan(preset, [cell], overrides, seed);
        using var held = Hold(plan);
        var run = plan.Runs[0];
        var context = Context(run, progress ?? SilentProgress.Instance) with { Resume = progress is null };
        return Pretraining.Run(run.Recipe, context with { Directory = PretrainFolder.Beside(context.Directory) });
    }

    private RunContext Context(PlannedRun run, IRunProgress progress) => new()
    {
        Directory = FolderOf(run),
        Seed = run.Seed,
        Progress = new CellProgress(progress, run.Cell),
    };

    private string FolderOf(PlannedRun run) => Path.Combine(place.Runs, "notebooks", Ablation.Slug, run.Folder);

    /// <summary>
    /// Holds the folders of all runs, or none: a second execution of a notebook is refused before it trains, instead of taking
    /// away what the first one is about to evaluate.
    /// </summary>
    private HeldRuns Hold(AblationPlan plan) => new(plan.Runs.Select(FolderOf).Distinct());

    private AblationPlan Plan(string preset, IReadOnlyList<string> cells, IReadOnlyList<string> overrides, int seed = 0)
    {
        var list = Ablation.Cells[Ablation.PresetNamed(preset).Cells];
        if (cells.FirstOrDefault(name => list.All(c => c.Name != name)) is { } unknown)
            throw new UserError($"The preset '{preset}' of {Ablation.Slug} has no cell '{unknown}': {NearestName.Hint(unknown, list.Select(c => c.Name), "cells")}");
        var narrowed = new Dictionary<string, Preset> { [preset] = Ablation.PresetNamed(preset) with { Only = cells } };
        return AblationPlan.Create(place, Ablation with { Presets = narrowed }, preset, [seed], overrides);
    }

    private string Share(AblationPlan plan)
    {
        var done = plan.Runs.Count(run => plan.Find(run, records) is not null);
        return done == 0 ? "none" : done == plan.Runs.Count ? $"all {done}" : $"{done} of {plan.Runs.Count}";
    }
}
