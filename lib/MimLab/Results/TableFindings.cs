namespace MimLab.Results;

/// <summary>The sentences that the measured rows allow, and no more than those.</summary>
internal static class TableFindings
{
    public static IReadOnlyList<string> Sentences(ResultsTable table)
    {
        if (table.Rows.All(r => r.Headline.Count == 0)) return ["No run of this preset has finished yet."];
        var sentences = new List<string>();
        sentences.AddRange(AgainstBaseline(table));
        sentences.AddRange(TableOrder.Sentences(table));
        return sentences;
    }

    private static IEnumerable<string> AgainstBaseline(ResultsTable table)
    {
        if (table.Baseline is not { } baseline) yield break;
        var metric = table.Settings.Metrics[0];
        if (baseline.Headline.Count == 0)
        {
            yield return $"{Capital(baseline.Label)} has not been run yet, so nothing can be compared with it.";
            yield break;
        }
        var better = metric.HigherIsBetter ? Verdict.Higher : Verdict.Lower;
        var worse = metric.HigherIsBetter ? Verdict.Lower : Verdict.Higher;
        var rows = table.Rows.Where(r => r.Difference is not null).ToList();
        var ahead = rows.Where(r => r.Difference!.Verdict == better).ToList();
        var behind = rows.Where(r => r.Difference!.Verdict == worse).ToList();
        var level = rows.Where(r => r.Difference!.Verdict == Verdict.WithinNoise).ToList();
        var unknown = rows.Where(r => r.Difference!.Verdict == Verdict.Unknown).ToList();
        var measured = ahead.Count + behind.Count + level.Count + unknown.Count;

        if (ahead.Count > 0)
        {
            var count = ahead.Count == measured && measured > 1 ? $"All {measured} variants beat" : ahead.Count == 1 ? "One variant beats" : $"{ahead.Count} of {measured} variants beat";
            yield return $"{count} {baseline.Label} by more than noise in {metric.Label}: {List(ahead, metric)}.";
        }
        else if (measured > unknown.Count)
        {
            yield return $"No variant beats {baseline.Label} by more than noise in {metric.Label}.";
        }
        if (level.Count > 0) yield return $"Within noise of {baseline.Label}: {List(level, metric)}.";
        if (behind.Count > 0) yield return $"Behind {baseline.Label} by more than noise: {List(behind, metric)}.";
        if (unknown.Count > 0)
            yield return $"One seed gives no estimate of noise, so nothing is claimed about {List(unknown, metric)}.";
    }

    private static string List(IReadOnlyCollection<ResultsRow> rows, MetricColumn metric) =>
        string.Join("; ", rows.Select(r => r.Difference!.Noise is { } noise
            ? $"{r.Label} ({r.Difference.Signed(metric.Decimals)}, noise {new Difference(noise, null).Signed(metric.Decimals).TrimStart('+')})"
            : $"{r.Label} ({r.Difference.Signed(metric.Decimals)})"));

    internal static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
