using System.Globalization;

namespace MimLab.Results;

/// <summary>
/// The order in which the data puts the values of one axis, compared with the paper's order for the same rows. Values are
/// compared only where every other axis value is the same: rows that have no counterpart under the other values stay out.
/// </summary>
internal static class TableOrder
{
    private sealed record Entry(string Value, string Companion, ResultsRow Row);

    private sealed record Place(string Value, Measurement Ours, double? Paper);

    public static IEnumerable<string> Sentences(ResultsTable table)
    {
        if (table.Settings.OrderAxis is not { } key) yield break;
        var axis = table.Settings.Axes.First(a => a.Key == key);
        var metric = table.Settings.Metrics[0];
        var entries = table.Rows.Where(r => r.Row.Cell != table.Settings.Baseline && r.Row.Axis[key] is not null && r.Headline.Count > 0)
            .Select(r => new Entry(ResultsTable.ValueText(r.Row.Axis[key]), Companion(table.Settings, r.Row, key), r)).ToList();
        var (values, companions) = Comparable(entries);
        if (values.Count < 2) yield break;

        var places = values.Select(v => Measure(v, entries.Where(e => e.Value == v && companions.Contains(e.Companion)).ToList(), metric))
            .OrderBy(p => metric.HigherIsBetter ? -p.Ours.Mean : p.Ours.Mean).ThenBy(p => p.Value, StringComparer.Ordinal).ToList();
        var over = companions.Count == 1 ? companions[0] : "mean over " + Gather(companions);
        var prefix = over.Length == 0 ? "" : $" ({over})";
        var order = string.Join(" > ", places.Select(p => $"{p.Value} ({Text(p.Ours.Mean, metric.Decimals)})"));
        var unit = axis.Unit.Length == 0 ? "" : " in " + axis.Unit;
        var spread = places[0].Ours.Minus(places[^1].Ours).Verdict;
        var paper = PaperOrder(places, companions.Count == 1 ? 1 : 2);
        yield return $"Order of {axis.Label}{unit} by {metric.Label}{prefix}: {order}." + spread switch
        {
            Verdict.WithinNoise => " First and last differ by no more than noise, so this data gives no order.",
            Verdict.Unknown => " One seed gives no estimate of noise, so the order may be chance.",
            _ => Neighbours(places),
        };
        if (paper is null)
        {
            if (table.Settings.PaperSource.Length > 0)
                yield return $"{table.Settings.PaperSource} has too few figures for these rows to compare the orders.";
            yield break;
        }
        var source = table.Settings.PaperSource.Length == 0 ? "The paper's order" : $"The paper's order ({table.Settings.PaperSource}, same rows)";
        yield return $"{source} is {paper}. {Agreement(places, metric, spread)}";
    }

    /// <summary>
    /// The largest set of values that share at least one setting of the other axes, with every setting they share.
    /// </summary>
    private static (IReadOnlyList<string> Values, IReadOnlyList<string> Companions) Comparable(List<Entry> entries)
    {
        var sets = entries.GroupBy(e => e.Companion).Select(g => (Companion: g.Key, Values: g.Select(e => e.Value).Distinct().ToList())).ToList();
        if (sets.Count == 0) return ([], []);
        var largest = sets.MaxBy(s => s.Values.Count).Values;
        return (largest, sets.Where(s => largest.All(s.Values.Contains)).Select(s => s.Companion).ToList());
    }

    private static Place Measure(string value, List<Entry> entries, MetricColumn metric)
    {
        // Seed by seed first, so that the deviation is that of the average and not of a single row.
        var seeds = entries.Select(e => e.Row.Records.Where(r => r.Measured(metric.Key) is not null).Select(r => r.Seed).ToHashSet())
            .Aggregate((a, b) => [.. a.Intersect(b)]);
        var means = seeds.Order().Select(s => entries.Average(e => e.Row.Records.First(r => r.Seed == s).Measured(metric.Key)!.Value)).ToList();
        var ours = means.Count > 0 ? Measurement.Of(means) : new Measurement(entries.Average(e => e.Row.Headline.Mean), null, 1);
        return new Place(value, ours, entries.All(e => e.Row.Row.Paper is not null) ? entries.Average(e => e.Row.Row.Paper) : null);
    }

    private static string Companion(TableSettings settings, TableRow row, string key) =>
        string.Join(", ", settings.Axes.Where(a => a.Key != key && row.Axis[a.Key] is not null).Select(a =>
            ResultsTable.ValueNumber(row.Axis[a.Key]) is null ? ResultsTable.ValueText(row.Axis[a.Key]) : $"{a.Label} {ResultsTable.ValueText(row.Axis[a.Key])}"));

    /// <summary>
    /// <c>random, ratio 0.4 / 0.6; square, ratio 0.25</c>: settings that differ in their last word only are put together.
    /// </summary>
    private static string Gather(IReadOnlyList<string> companions) => string.Join("; ", companions
        .GroupBy(c => c[..(c.LastIndexOf(' ') + 1)])
        .Select(g => g.Key + string.Join(" / ", g.Select(c => c[g.Key.Length..]))));

    private static string Neighbours(List<Place> places)
    {
        var level = places.Zip(places.Skip(1)).Where(p => p.First.Ours.Minus(p.Second.Ours).Verdict == Verdict.WithinNoise)
            .Select(p => $"{p.First.Value} and {p.Second.Value}").ToList();
        return level.Count == 0 ? " Every step is larger than noise." : $" Within noise of each other: {string.Join(", ", level)}.";
    }

    private static string? PaperOrder(List<Place> places, int decimals)
    {
        if (places.Count(p => p.Paper is not null) < 2) return null;
        var sorted = places.Where(p => p.Paper is not null).OrderByDescending(p => p.Paper).ThenBy(p => p.Value, StringComparer.Ordinal).ToList();
        var text = $"{sorted[0].Value} ({Text(sorted[0].Paper!.Value, decimals)})";
        foreach (var (before, place) in sorted.Zip(sorted.Skip(1)))
            text += $" {(Same(before.Paper, place.Paper) ? "=" : ">")} {place.Value} ({Text(place.Paper!.Value, decimals)})";
        return text;
    }

    private static string Agreement(List<Place> places, MetricColumn metric, Verdict spread)
    {
        if (spread == Verdict.WithinNoise) return "Ours neither confirms nor contradicts it.";
        var against = places.SelectMany(_ => places, (a, b) => (Ahead: a, Behind: b))
            .Where(p => !Same(p.Ahead.Paper, p.Behind.Paper) && p.Ahead.Paper < p.Behind.Paper)
            .Where(p => metric.HigherIsBetter ? p.Ahead.Ours.Mean > p.Behind.Ours.Mean : p.Ahead.Ours.Mean < p.Behind.Ours.Mean).ToList();
        if (against.Count == 0) return Level(places);
        if (spread == Verdict.Unknown) return "Ours differs from it.";
        var beyond = against.Where(p => p.Ahead.Ours.Minus(p.Behind.Ours).Verdict is Verdict.Higher or Verdict.Lower).ToList();
        return beyond.Count == 0
            ? "Ours differs from it only within noise."
            : $"Ours differs from it by more than noise: here {string.Join(", ", beyond.Select(p => $"{p.Ahead.Value} is ahead of {p.Behind.Value}"))}.";
    }

    /// <summary>Agreement with the paper, and what it has level that is not level here.</summary>
    private static string Level(List<Place> places)
    {
        var apart = places.Zip(places.Skip(1)).Where(p => Same(p.First.Paper, p.Second.Paper) && p.First.Ours.Minus(p.Second.Ours).Verdict is Verdict.Higher or Verdict.Lower)
            .Select(p => $"{p.First.Value} ahead of {p.Second.Value}").ToList();
        if (apart.Count == 0) return "Ours agrees with it.";
        var told = places.Any(p => p.Paper is { } figure && places.Any(q => q.Paper is { } other && !Same(figure, other)));
        return $"Ours {(told ? "agrees with it where it tells values apart, but " : "")}puts {string.Join(" and ", apart)} by more than noise.";
    }

    private static bool Same(double? a, double? b) => a is { } x && b is { } y && Math.Abs(x - y) < 1e-9;

    private static string Text(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
