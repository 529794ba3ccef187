namespace MimLab.Results;

/// <summary>The sentences that the measured rows allow, and no more than those.</summary>
internal static class TableFindings
{
    private const int MostNamed = 4;

    public static IReadOnlyList<string> Sentences(ResultsTable table)
    {
        if (table.Rows.All(r => r.Headline.Count == 0)) return ["No run of this preset has finished yet."];
        var sentences = new List<string>();
        for (var metric = 0; metric < table.Settings.Metrics.Count; metric++)
            if (metric == 0 || table.Settings.Metrics[metric].Compare) sentences.AddRange(AgainstBaseline(table, metric));
        sentences.AddRange(TableOrder.Sentences(table));
        return sentences;
    }

    private static IEnumerable<string> AgainstBaseline(ResultsTable table, int index)
    {
        if (table.Baseline is not { } baseline) yield break;
        var metric = table.Settings.Metrics[index];
        if (baseline.Measurements[index].Count == 0)
        {
            if (index == 0) yield return $"{Capital(baseline.Label)} has not been run yet, so nothing can be compared with it.";
            yield break;
        }
        var better = metric.HigherIsBetter ? Verdict.Higher : Verdict.Lower;
        var worse = metric.HigherIsBetter ? Verdict.Lower : Verdict.Higher;
        var rows = table.Rows.Where(r => r.Differences[index] is not null).Select(r => (r.Label, Difference: r.Differences[index]!)).ToLookup(r => r.Difference.Verdict);
        List<(string Label, Difference Difference)> ahead = [.. rows[better]], behind = [.. rows[worse]], level = [.. rows[Verdict.WithinNoise]], unknown = [.. rows[Verdict.Unknown]];
        var measured = ahead.Count + behind.Count + level.Count + unknown.Count;

        if (ahead.Count > 0)
        {
            var count = ahead.Count == measured && measured > 1 ? measured == 2 ? "Both variants beat" : $"All {measured} variants beat" : ahead.Count == 1 ? "One variant beats" : $"{ahead.Count} of {measured} variants beat";
            yield return $"{count} {baseline.Label} by more than noise in {metric.Label}: {List(ahead, metric)}.";
        }
        else if (measured > unknown.Count)
        {
            yield return $"No variant beats {baseline.Label} by more than noise in {metric.Label}.";
        }
        if (level.Count > 0) yield return $"Within noise of {baseline.Label}{Count(level)}: {List(level, metric)}.";
        if (behind.Count > 0) yield return $"Behind {baseline.Label} by more than noise{Count(behind)}: {List(behind, metric)}.";
        if (unknown.Count > 0)
            yield return $"One seed gives no estimate of noise, so nothing is claimed about the differences{Count(unknown)}: {List(unknown, metric)}.";
    }

    /// <summary>Every row where they are few; the extremes of a long list, which the table shows in full.</summary>
    private static string List(List<(string Label, Difference Difference)> rows, MetricColumn metric)
    {
        if (rows.Count <= MostNamed) return string.Join("; ", rows.Select(r => Name(r, metric)));
        var sorted = rows.OrderByDescending(r => r.Difference.Value).ToList();
        return $"from {Name(sorted[0], metric)} down to {Name(sorted[^1], metric)}";
    }

    private static string Count(List<(string Label, Difference Difference)> rows) => rows.Count > MostNamed ? $" ({rows.Count} rows)" : "";

    private static string Name((string Label, Difference Difference) row, MetricColumn metric)
    {
        var noise = row.Difference.Noise is { } n ? $", noise {new Difference(n, null).Signed(metric.Decimals).TrimStart('+')}" : "";
        return $"{row.Label} ({row.Difference.Signed(metric.Decimals)}{noise})";
    }

    internal static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
