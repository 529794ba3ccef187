using System.Security.Cryptography;
using System.Text;
using MimLab.Results;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>An ablation at a preset, with its recipes resolved: every run there is to do.</summary>
public sealed record AblationPlan
{
    /// <summary>The ablation.</summary>
    public required Ablation Ablation { get; init; }

    /// <summary>Name of the preset.</summary>
    public required string PresetName { get; init; }

    /// <summary>The user's own changes to the recipe.</summary>
    public required IReadOnlyList<string> Overrides { get; init; }

    /// <summary>The runs: every cell of the first seed, then of the next, so that a table is complete early.</summary>
    public required IReadOnlyList<PlannedRun> Runs { get; init; }

    /// <summary>Makes a run of any cell that the preset could have.</summary>
    private Func<Cell, int, PlannedRun> Plan { get; init; } = null!;

    /// <summary>Folder name of the plan's runs: the preset, and a digest of the overrides where there are any.</summary>
    public string FolderName => Overrides.Count == 0 ? PresetName : $"{PresetName}-{Digest(Overrides)}";

    /// <summary>Folder of the plan's checkpoints, metrics and local results.</summary>
    public string FolderIn(Workplace place) => Path.Combine(place.Runs, Ablation.Slug, FolderName);

    /// <summary>The preset.</summary>
    public Preset Preset => Ablation.PresetNamed(PresetName);

    /// <summary>Resolves the recipes of all cells.</summary>
    /// <param name="place">Where recipes lie.</param>
    /// <param name="ablation">The ablation.</param>
    /// <param name="presetName">Which preset; null for the first.</param>
    /// <param name="seeds">Seeds instead of the preset's; null for the preset's.</param>
    /// <param name="overrides">
    /// The user's changes, put above the preset's and below the cell's: a cell stays what its name says.
    /// </param>
    /// <exception cref="UserError">No such preset, a missing recipe, a wrong key.</exception>
    public static AblationPlan Create(Workplace place, Ablation ablation, string? presetName = null, IReadOnlyList<int>? seeds = null, IReadOnlyList<string>? overrides = null)
    {
        presetName ??= ablation.Presets.Keys.First();
        var preset = ablation.PresetNamed(presetName);
        var cells = ablation.CellsOf(preset).Select(cell => Planned(cell, 0)).ToList();
        return new AblationPlan
        {
            Ablation = ablation,
            PresetName = presetName,
            Overrides = overrides ?? [],
            Runs = [.. (seeds ?? preset.Seeds).Distinct().SelectMany(seed => cells.Select(c => c with { Seed = seed }))],
            Plan = Planned,
        };

        string PathOf(Cell cell)
        {
            var path = Path.Combine(place.Recipes, cell.Recipe ?? preset.Recipe);
            var whose = cell.Recipe is null ? $"preset '{presetName}'" : $"cell '{cell.Name}'";
            return File.Exists(path) ? path
                : throw new UserError($"The {whose} of {ablation.Slug} names the recipe {cell.Recipe ?? preset.Recipe}, which is not in {Workplace.Shown(place.Recipes)}.");
        }

        PlannedRun Planned(Cell cell, int seed)
        {
            var recipe = Resolve(PathOf(cell), preset, overrides ?? [], cell) with { TargetFolder = place.Targets };
            return new PlannedRun(cell, seed, recipe, recipe.Hash, recipe.WorkHash);
        }
    }

    /// <summary>
    /// The record of <paramref name="run"/> among <paramref name="records"/>, the newest; null when there is none.
    /// </summary>
    public RunRecord? Find(PlannedRun run, IEnumerable<RunRecord> records) => records.LastOrDefault(r =>
        r.Ablation == Ablation.Slug && r.Preset == PresetName && r.Cell == run.Cell.Name && r.Seed == run.Seed && run.IsOf(r));

    /// <summary>
    /// The records that belong to the recipes of the plan, in file order, under the hashes that their recipes have today; others
    /// are of older or changed recipes. Among them are those of cells that the preset could run and does not, or no longer:
    /// nothing that was measured goes untold because a preset was made shorter.
    /// </summary>
    public IReadOnlyList<RunRecord> Matching(IEnumerable<RunRecord> records)
    {
        var known = Runs.DistinctBy(r => r.Cell.Name).ToDictionary(r => r.Cell.Name);
        var matching = new List<RunRecord>();
        foreach (var record in records.Where(r => r.Ablation == Ablation.Slug && r.Preset == PresetName))
        {
            if (!known.TryGetValue(record.Cell, out var run))
            {
                if (Ablation.Cells[Preset.Cells].FirstOrDefault(c => c.Name == record.Cell) is not { } cell) continue;
                known[record.Cell] = run = Plan(cell, record.Seed);
            }
            if (run.IsOf(record)) matching.Add(record with { RecipeHash = run.RecipeHash });
        }
        return matching;
    }

    /// <summary>What the plan's table shows.</summary>
    public TableSettings Table() => new()
    {
        Ablation = Ablation.Slug,
        Preset = PresetName,
        Title = $"{Ablation.Title}, preset {PresetName}",
        Question = Ablation.Question,
        Axes = Ablation.Axes,
        Metrics = [.. Ablation.Metrics.Select(m => m with { Fact = CellFacts.Knows(m.Key) })],
        HideAverageDistance = Ablation.HideAvgDist,
        Chart = Ablation.Chart,
        PaperRows = Ablation.Chart.PaperCells is { } list ? [.. Ablation.Cells[list].Select(Row)] : null,
        ColumnNotes = [.. CellFacts.Notes(Ablation.Metrics.Select(m => m.Key))],
        Baseline = Runs.Any(r => r.Cell.Name == Ablation.Baseline) ? Ablation.Baseline : null,
        OrderAxis = Ablation.OrderAxis,
        PaperSource = Ablation.Paper.Source,
        PaperMetric = Ablation.Paper.Metric,
        Rows = [.. Runs.DistinctBy(r => r.Cell.Name).Select(r => Row(r.Cell) with
        {
            AverageDistance = r.Cell.AverageDistance(r.Recipe),
            Facts = CellFacts.Of(r.Cell, r.Recipe, Preset.TrainImages),
        })],
    };

    private static TableRow Row(Cell cell) => new(cell.Name, (System.Text.Json.Nodes.JsonObject)cell.Axis.DeepClone())
    {
        Label = cell.Label,
        Paper = cell.Paper,
        PaperFigures = cell.PaperFigures,
    };

    private static Recipe Resolve(string path, Preset preset, IReadOnlyList<string> overrides, Cell cell)
    {
        var recipe = Recipe.Load(path, [.. AblationFile.Overrides(preset.Set), .. overrides, .. AblationFile.Overrides(cell.Set)]);
        return cell.Kind == CellKind.Scratch ? recipe with { Pretrain = null, Mask = new(), Tokenizer = null, Clusters = null, Components = null } : recipe;
    }

    private static string Digest(IReadOnlyList<string> overrides) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', overrides))))[..6];
}
