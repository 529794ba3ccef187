namespace MimLab.Results;

/// <summary>A table column that shows one metric, averaged over seeds.</summary>
/// <param name="Key">Name of the metric in <see cref="RunRecord.Metrics"/>.</param>
/// <param name="Label">Heading, e.g. <c>top-1, 500 labels</c>.</param>
/// <param name="Unit">Unit shown in the heading.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="HigherIsBetter">False for losses and errors.</param>
public sealed record MetricColumn(string Key, string Label, string Unit = "%", int Decimals = 1, bool HigherIsBetter = true)
{
    /// <summary>Label with its unit.</summary>
    public string Heading => Unit.Length == 0 ? Label : $"{Label} ({Unit})";
}
