using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>One run of a plan: a cell with a seed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Recipe">The resolved recipe. For training from scratch it has no pre-training and no mask, so that equal baselines are equal.</param>
/// <param name="RecipeHash">Hash of the recipe; with the seed it says what a record is a record of.</param>
public sealed record PlannedRun(Cell Cell, int Seed, Recipe Recipe, string RecipeHash)
{
    /// <summary>Folder of the run below the plan's folder; another recipe gets another folder, so it never meets a foreign checkpoint.</summary>
    public string Folder => Path.Combine(Cell.Name, $"seed-{Seed}-{RecipeHash[..8]}");

    /// <summary>Cell and seed, as progress shows them.</summary>
    public string Title => $"{Cell.Name} seed {Seed}";
}
