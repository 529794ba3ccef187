using MimLab.Models;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>What is known of a cell before anything runs, from its recipe alone: columns of a table that nothing measures.</summary>
internal static class CellFacts
{
    /// <summary>Keys of the facts.</summary>
    public const string Parameters = "parameters", Cost = "cost", Distance = "avgDist";

    /// <summary>Whether a column of that key shows a fact.</summary>
    public static bool Knows(string key) => key is Parameters or Cost or Distance;

    /// <summary>The facts of a cell; none for a cell that nothing pre-trains.</summary>
    public static IReadOnlyDictionary<string, double> Of(Cell cell, Recipe recipe)
    {
        if (cell.Kind == CellKind.Scratch) return new Dictionary<string, double>();
        var facts = new Dictionary<string, double>
        {
            [Parameters] = PretrainingCost.Parameters(recipe.Model) / 1e6,
            [Cost] = PretrainingCost.FlopsPerImage(recipe.Model, recipe.Mask) / 1e9,
        };
        if (cell.AverageDistance(recipe) is { } distance) facts[Distance] = distance;
        return facts;
    }

    /// <summary>What the columns of facts mean, for the notes under a table.</summary>
    public static IEnumerable<string> Notes(IEnumerable<string> keys) => keys.Select(key => key switch
    {
        Parameters => "Parameters: learned numbers of the whole model in pre-training, in millions, counted from its shape.",
        Cost => "Cost: floating-point operations of pre-training on one image, from the model's shape; how long a run takes depends on the machine as well.",
        _ => null,
    }).OfType<string>();
}
