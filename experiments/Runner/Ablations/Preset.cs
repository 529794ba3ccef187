using System.Text.Json.Nodes;

namespace MimLab.Runner.Ablations;

/// <summary>A size at which an ablation can be run.</summary>
public sealed record Preset
{
    /// <summary>What it is for and what it takes, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The base recipe, relative to <c>experiments/recipes</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>Which list of cells.</summary>
    public required string Cells { get; init; }

    /// <summary>Names of the cells that are run; null for the whole list.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Seeds of the runs; each cell runs once with each.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>What the preset changes in the recipe, below what a cell changes.</summary>
    public JsonObject Set { get; init; } = [];

    /// <summary>Training images of the full set, for estimates on a machine that does not have it.</summary>
    public int? TrainImages { get; init; }

    /// <summary>False for presets that only try the machinery: their records are never part of the committed table.</summary>
    public bool InTable { get; init; } = true;
}
