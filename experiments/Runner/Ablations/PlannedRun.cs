using MimLab.Results;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>One run of a plan: a cell with a seed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Recipe">
/// The resolved recipe. For training from scratch it has no pre-training and no mask, so that equal baselines are equal.
/// </param>
/// <param name="RecipeHash">Hash of the recipe, as the record states it.</param>
/// <param name="WorkHash">Hash of the recipe without its words; with the seed it says what a record is a record of.</param>
public sealed record PlannedRun(Cell Cell, int Seed, Recipe Recipe, string RecipeHash, string WorkHash)
{
    /// <summary>
    /// Folder of the run below the plan's folder; another recipe gets another folder, so it never meets a foreign checkpoint.
    /// </summary>
    public string Folder => Path.Combine(Cell.Name, $"seed-{Seed}-{RecipeHash[..8]}");

    /// <summary>Cell and seed, as progress shows them.</summary>
    public string Title => $"{Cell.Name} seed {Seed}";

    /// <summary>
    /// Whether a record is of this run's recipe. Its stored recipe is read with today's schema, so a key that came later with a
    /// default orphans no record; a recipe that today's schema refuses is another recipe. Name and source are words and do not
    /// count.
    /// </summary>
    public bool IsOf(RunRecord record) => StoredRecipe.Of(record.Recipe.GetRawText())?.WorkHash == WorkHash;

    /// <summary>
    /// The run's folder below <paramref name="plan"/>: its own, or one that the same run began before the recipe's schema grew,
    /// or its words changed.
    /// </summary>
    public string FolderIn(string plan)
    {
        var own = Path.Combine(plan, Folder);
        var cell = Path.Combine(plan, Cell.Name);
        if (Directory.Exists(own) || !Directory.Exists(cell)) return own;
        return Directory.GetDirectories(cell, $"seed-{Seed}-*").Order(StringComparer.Ordinal)
            .FirstOrDefault(folder => Stages.Any(s => StoredRecipe.InFolder(Path.Combine(folder, s))?.WorkHash == WorkHash)) ?? own;
    }

    private static readonly string[] Stages = ["pretrain", "finetune"];
}
