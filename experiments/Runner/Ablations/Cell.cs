using System.Text.Json.Nodes;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>One row of an ablation: what it changes in the recipe, and the paper's figure for it.</summary>
public sealed record Cell
{
    /// <summary>Identity inside the ablation; names folders and records.</summary>
    public required string Name { get; init; }

    /// <summary>How sentences and charts name the row; made from the axis values when not given.</summary>
    public string? Label { get; init; }

    /// <summary>Pre-trained or from scratch.</summary>
    public CellKind Kind { get; init; }

    /// <summary>Axis values by key; a value left out shows as a dash.</summary>
    public JsonObject Axis { get; init; } = [];

    /// <summary>
    /// The base recipe of this cell where it is not the preset's, for a method of its own; what the preset changes, it changes
    /// here too.
    /// </summary>
    public string? Recipe { get; init; }

    /// <summary>What the cell changes in the recipe: <c>"mask.cellSize": 8</c>.</summary>
    public JsonObject Set { get; init; } = [];

    /// <summary>The figure that the paper prints for this row, in the paper's metric.</summary>
    public double? Paper { get; init; }

    /// <summary>
    /// Figures that the paper prints for this row beside its headline, by the keys of their columns: parameters, cost, loss,
    /// avgDist.
    /// </summary>
    public IReadOnlyDictionary<string, double> PaperFigures { get; init; } = new Dictionary<string, double>();

    /// <summary>AvgDist of the cell's masks in pixels, from 2,000 masks; null for a cell without masks.</summary>
    public double? AverageDistance(Recipe recipe)
    {
        if (Kind == CellKind.Scratch) return null;
        var (image, token) = (recipe.Model.ImageSize, recipe.Model.AnyEncoderShape().TokenSize);
        return Masking.MaskStatistics.AvgDist(recipe.Mask.Create(image, token), image, token, samples: 2000, seed: 0);
    }
}
