using System.Text.Json.Serialization;

namespace MimLab.Results;

/// <summary>A table column that shows one metric averaged over seeds, or one fact that follows from a row's recipe.</summary>
/// <param name="Key">
/// Name of the metric, as <see cref="RunRecord.Measured"/> knows it, or of the fact in <see cref="TableRow.Facts"/>.
/// </param>
/// <param name="Label">Heading, e.g. <c>top-1, 500 labels</c>.</param>
/// <param name="Unit">Unit shown in the heading.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="HigherIsBetter">False for losses and errors.</param>
/// <param name="Compare">Whether a column with the difference to the baseline follows. The headline always has one.</param>
/// <param name="RelativeTo">The cell whose value is 1, where a column shows multiples: a training cost, for example.</param>
public sealed record MetricColumn(
    string Key, string Label, string Unit = "%", int Decimals = 1, bool HigherIsBetter = true, bool Compare = false, string? RelativeTo = null)
{
    /// <summary>Whether the value is a fact: known before anything runs, the same for every seed.</summary>
    [JsonIgnore]
    public bool Fact { get; init; }

    /// <summary>Label with its unit.</summary>
    [JsonIgnore]
    public string Heading => Unit.Length == 0 ? Label : $"{Label} ({Unit})";

    /// <summary>A measured value with deviation and seeds; a fact as it is.</summary>
    public string Text(Measurement value) => Fact && value.Count > 0 ? Plain(value.Mean) : value.ToText(Decimals);

    /// <summary>A number with the column's digits.</summary>
    public string Plain(double value) => value.ToString("F" + Decimals.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether a difference is an improvement beyond noise.</summary>
    public bool Improves(Difference? difference) => difference?.Verdict == (HigherIsBetter ? Verdict.Higher : Verdict.Lower);
}
