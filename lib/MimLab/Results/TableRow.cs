using System.Text.Json.Nodes;

namespace MimLab.Results;

/// <summary>One row of an ablation's table: a cell, and what is known about it before anything runs.</summary>
/// <param name="Cell">Identity of the cell, equal to <see cref="RunRecord.Cell"/>.</param>
/// <param name="Axis">Axis values; a missing value shows as a dash.</param>
public sealed record TableRow(string Cell, JsonObject Axis)
{
    /// <summary>How sentences and charts name the row; made from the axis values when not given.</summary>
    public string? Label { get; init; }

    /// <summary>The figure the paper prints for this row, in the paper's metric.</summary>
    public double? Paper { get; init; }

    /// <summary>Mean distance from a hidden pixel to the nearest visible one, in pixels (SimMIM section 4.1.2).</summary>
    public double? AverageDistance { get; init; }

    /// <summary>Facts that follow from the row's recipe, by the keys of their columns: parameters, cost.</summary>
    public IReadOnlyDictionary<string, double> Facts { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Figures that the paper prints for this row beside its headline, by the keys of the columns that they stand for.
    /// </summary>
    public IReadOnlyDictionary<string, double> PaperFigures { get; init; } = new Dictionary<string, double>();
}
