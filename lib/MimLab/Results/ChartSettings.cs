namespace MimLab.Results;

/// <summary>What an ablation says about its chart.</summary>
public sealed record ChartSettings
{
    /// <summary>Lines, dots or a scatter.</summary>
    public ChartKind Kind { get; init; }

    /// <summary>
    /// What stands to the right: an axis of lines (the clearest when not given), a metric or fact of a scatter.
    /// </summary>
    public string? X { get; init; }

    /// <summary>The axis whose values have colours and markers of their own in a scatter.</summary>
    public string? Series { get; init; }

    /// <summary>Whether the axis to the right is logarithmic: for sizes. Scales that double are drawn so in any case.</summary>
    public bool Log { get; init; }

    /// <summary>
    /// The list of cells whose paper figures make the paper's panel of a scatter; the preset's own when not given.
    /// </summary>
    public string? PaperCells { get; init; }
}
