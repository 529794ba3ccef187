namespace MimLab.Results;

/// <summary>A row with what was measured for it.</summary>
/// <param name="Row">The row as the ablation defines it.</param>
/// <param name="Label">How sentences and charts name it.</param>
/// <param name="Records">The records behind it, one a seed, ordered by seed.</param>
/// <param name="Measurements">One for each metric column, in column order.</param>
/// <param name="Differences">
/// One for each metric column: its value minus the baseline's; null for the baseline itself and where nothing is compared.
/// </param>
public sealed record ResultsRow(
    TableRow Row,
    string Label,
    IReadOnlyList<RunRecord> Records,
    IReadOnlyList<Measurement> Measurements,
    IReadOnlyList<Difference?> Differences)
{
    /// <summary>Headline metric minus the baseline's; null for the baseline itself and where there is none.</summary>
    public Difference? Difference => Differences[0];

    /// <summary>The headline measurement.</summary>
    public Measurement Headline => Measurements[0];
}
