namespace MimLab.Runner.Ablations;

/// <summary>The table that an ablation reruns.</summary>
/// <param name="Source">Paper and table, e.g. <c>SimMIM (arXiv 2111.09886), Table 1</c>.</param>
/// <param name="Metric">What the paper's figures measure.</param>
public sealed record PaperReference(string Source, string Metric)
{
    /// <summary>Sentences on how the paper's rows and ours correspond; they stand under the table.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
