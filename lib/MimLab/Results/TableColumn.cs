namespace MimLab.Results;

/// <summary>A column as it is laid out.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Text">The text of a row.</param>
/// <param name="Numeric">Whether it holds numbers and stands to the right.</param>
internal sealed record TableColumn(string Heading, Func<ResultsRow, string> Text, bool Numeric = true)
{
    /// <summary>The metric that the column is about; null for axes and for the paper's figures.</summary>
    public int? Metric { get; init; }

    /// <summary>Whether it shows that metric's difference to the baseline.</summary>
    public bool IsDifference { get; init; }
}
