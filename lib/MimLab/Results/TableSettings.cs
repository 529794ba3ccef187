namespace MimLab.Results;

/// <summary>
/// What an ablation's table shows: its question, its columns, its rows in order, and the figures the paper prints.
/// </summary>
public sealed record TableSettings
{
    /// <summary>The ablation's slug.</summary>
    public required string Ablation { get; init; }

    /// <summary>The preset whose records are shown.</summary>
    public required string Preset { get; init; }

    /// <summary>Title of the table.</summary>
    public required string Title { get; init; }

    /// <summary>The question the ablation answers, as one sentence.</summary>
    public string Question { get; init; } = "";

    /// <summary>Columns of axis values.</summary>
    public required IReadOnlyList<AxisColumn> Axes { get; init; }

    /// <summary>Columns of metrics and facts. The first is the headline: order and chart are about it.</summary>
    public required IReadOnlyList<MetricColumn> Metrics { get; init; }

    /// <summary>The rows, in the order they are shown.</summary>
    public required IReadOnlyList<TableRow> Rows { get; init; }

    /// <summary>The cell that the others are compared with, usually training from scratch; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>Key of the axis whose values the findings put in order, e.g. <c>cellSize</c>; null for none.</summary>
    public string? OrderAxis { get; init; }

    /// <summary>Whether the column of AvgDist is left out, because every row hides patches alike.</summary>
    public bool HideAverageDistance { get; init; }

    /// <summary>How the chart is drawn.</summary>
    public ChartSettings Chart { get; init; } = new();

    /// <summary>Rows whose paper figures a scatter shows in the paper's panel; null for <see cref="Rows"/>.</summary>
    public IReadOnlyList<TableRow>? PaperRows { get; init; }

    /// <summary>Sentences about columns, for the notes under the table.</summary>
    public IReadOnlyList<string> ColumnNotes { get; init; } = [];

    /// <summary>Where the paper's figures stand, e.g. <c>SimMIM, Table 1</c>.</summary>
    public string PaperSource { get; init; } = "";

    /// <summary>What the paper's figures measure, e.g. <c>ImageNet top-1 (%)</c>.</summary>
    public string PaperMetric { get; init; } = "";
}
