namespace MimLab.Results;

/// <summary>How an ablation's chart is drawn.</summary>
public enum ChartKind
{
    /// <summary>Lines over an axis of sizes or ratios.</summary>
    Lines,

    /// <summary>A row for each cell with its values to the right: targets, heads, schedules.</summary>
    Dots,

    /// <summary>A point for each cell, the headline metric over another metric or fact.</summary>
    Scatter,
}
