using MimLab.Training;

namespace MimLab.Runner.Commands;

/// <summary>Finds the files that a command line names.</summary>
internal static class RecipePath
{
    /// <summary>Reads a recipe by path, or by its name in experiments/recipes.</summary>
    /// <exception cref="UserError">There is none, or it is not in order.</exception>
    public static Recipe Load(Workplace place, string named, IReadOnlyList<string> overrides)
    {
        if (Directory.Exists(named)) throw new UserError($"{named} is a folder: name a recipe file in it.");
        var path = File.Exists(named) ? named : Path.Combine(place.Recipes, named.EndsWith(".json", StringComparison.Ordinal) ? named : named + ".json");
        if (File.Exists(path)) return Recipe.Load(path, overrides) with { TargetFolder = place.Targets };
        var known = Directory.Exists(place.Recipes) ? Directory.GetFiles(place.Recipes, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal).ToArray() : [];
        throw new UserError($"There is no recipe {named}, here or in {Workplace.Shown(place.Recipes)}: give a path, or one of {string.Join(", ", known)}.");
    }

    /// <summary>The checkpoint of that path; null for none.</summary>
    /// <exception cref="UserError">There is no such file.</exception>
    public static string? Encoder(string? path) => path is null || File.Exists(path) ? path
        : throw new UserError(Directory.Exists(path) ? $"{path} is a folder: name a checkpoint in it, such as encoder.safetensors."
            : $"There is no checkpoint {path}: name the encoder that 'mim pretrain' wrote.");
}
