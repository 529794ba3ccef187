using MimLab.Models;
using MimLab.Results;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>
/// What is known of a cell before anything runs, from its recipe alone: columns of a table that nothing measures.
/// </summary>
internal static class CellFacts
{
    /// <summary>Keys of the facts.</summary>
    public const string Parameters = "parameters", Cost = "cost", TotalCost = "totalCost", Distance = "avgDist";

    /// <summary>Whether a column of that key shows a fact.</summary>
    public static bool Knows(string key) => key is Parameters or Cost or TotalCost or Distance;

    /// <summary>The facts of a cell; none for a cell that nothing pre-trains.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="trainImages">Images of the training set, for a budget in epochs; null where the preset does not say.</param>
    public static IReadOnlyDictionary<string, double> Of(Cell cell, Recipe recipe, int? trainImages)
    {
        if (cell.Kind == CellKind.Scratch) return new Dictionary<string, double>();
        var facts = new Dictionary<string, double>
        {
            [Parameters] = PretrainingCost.Parameters(recipe.Model) / 1e6,
            [Cost] = PretrainingCost.FlopsPerImage(recipe.Model, recipe.Mask) / 1e9,
        };
        if ((recipe.Pretrain?.Images ?? recipe.Pretrain?.Epochs * trainImages) is { } images) facts[TotalCost] = images * facts[Cost] / 1e3;
        if (cell.AverageDistance(recipe) is { } distance) facts[Distance] = distance;
        return facts;
    }

    /// <summary>What the columns of facts mean, for the notes under a table.</summary>
    public static IEnumerable<string> Notes(IEnumerable<string> keys) => keys.Select(key => key switch
    {
        Parameters => "Parameters: learned numbers of the whole model in pre-training, in millions, counted from its shape.",
        Cost => "Cost: floating-point operations of pre-training on one image, from the model's shape; how long a run takes depends on the machine as well.",
        TotalCost => "Total cost: that of one image times the images of pre-training, in 10^12 operations; making a tokenizer, as BEiT needs one, is not in it.",
        RunRecord.WallTime => "Wall time: that of pre-training, without evaluation and without making a tokenizer; it is of the machine and of what else ran on it.",
        _ => null,
    }).OfType<string>();
}
