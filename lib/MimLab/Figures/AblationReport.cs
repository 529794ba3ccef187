using MimLab.Results;

namespace MimLab.Figures;

/// <summary>
/// An ablation as one HTML file that carries everything inside: question, findings, table, charts, pictures, provenance. It opens
/// without a network, follows the reader's light or dark setting, and shows static charts where scripts are off and in print.
/// </summary>
/// <param name="Table">The table.</param>
public sealed record AblationReport(ResultsTable Table)
{
    /// <summary>The chart; made from the table when not given.</summary>
    public Chart? Chart { get; init; }

    /// <summary>Loss curves of the runs, or null.</summary>
    public Chart? LossCurve { get; init; }

    /// <summary>Masks, reconstructions and other pictures in order.</summary>
    public IReadOnlyList<ReportPicture> Pictures { get; init; } = [];

    /// <summary>The file's text. The same table and pictures give the same text.</summary>
    public string ToHtml() => ReportPage.Write(this);
}
