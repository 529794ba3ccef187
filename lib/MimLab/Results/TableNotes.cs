using System.Globalization;

namespace MimLab.Results;

/// <summary>The sentences under a table that say how its figures came to be.</summary>
internal static class TableNotes
{
    private const int MostRunNotes = 5;

    public static IReadOnlyList<string> Sentences(ResultsTable table, IReadOnlyList<RunRecord> others)
    {
        var notes = new List<string>();
        var records = table.Records;
        notes.Add($"Preset {table.Settings.Preset}. Mean ± sample standard deviation over n seeds; a difference no larger than the combined standard deviation counts as noise.");
        if (table.Rows.Any(r => r.Row.Paper is not null) && table.Settings.PaperSource.Length > 0)
            notes.Add($"Paper column: {table.Settings.PaperSource}{(table.Settings.PaperMetric.Length == 0 ? "" : ", " + table.Settings.PaperMetric)}.");
        notes.AddRange(table.Settings.ColumnNotes);
        if (records.Count == 0) return notes;

        var budgets = records.Where(r => r.ImagesSeen > 0).Select(r => r.ImagesSeen).Order().ToList();
        var data = records.Select(r => $"{r.Data} ({Short(r.DataHash)})").Distinct().Order(StringComparer.Ordinal).ToList();
        var budget = budgets.Count == 0 ? "no pre-training" : budgets[0] == budgets[^1] ? $"{Number(budgets[0])} images of pre-training a run" : $"{Number(budgets[0])} to {Number(budgets[^1])} images of pre-training a run";
        notes.Add($"Budget: {budget}. Data: {string.Join(", ", data)}.");
        if (data.Count > 1) notes.Add("Careful: the runs used different data, so their rows cannot be compared.");

        notes.Add($"{Count(records.Count, "run")}, {Duration(records.Sum(r => r.Seconds))} of computing, on {Several(records.Select(r => r.Device == "cpu" ? r.Provenance.Machine.ToString() : r.Device))}, {Several(records.Select(r => r.Precision))}.");
        notes.Add($"Commit {Several(records.Select(r => r.Provenance.ShortCommit))}; engine {Several(records.Select(r => $"{r.Provenance.Engine} on libtorch {r.Provenance.Libtorch}"))}.");
        if (records.Any(r => r.Provenance.Dirty == true)) notes.Add("A + behind a commit means that source files differed from it.");

        var shared = records.Where(r => r.SharedFrom is not null).ToList();
        if (shared.Count > 0)
            notes.Add($"{Number(shared.Count)} of these runs {(shared.Count == 1 ? "was" : "were")} trained for an equal cell, with the same recipe, images and seed: {Several(shared.Select(r => r.SharedFrom!))}.");

        var missing = table.Rows.Where(r => r.Records.Count == 0).Select(r => r.Label).ToList();
        if (missing.Count > 0) notes.Add($"Not run yet: {string.Join("; ", missing)}.");
        var seeds = table.Rows.Where(r => r.Records.Count > 0).Select(r => r.Records.Count).Order().ToList();
        if (seeds[0] != seeds[^1]) notes.Add($"Rows have between {seeds[0]} and {seeds[^1]} seeds.");
        foreach (var row in table.Rows)
            if (row.Records.Select(r => r.RecipeHash).Distinct().Count() is > 1 and var recipes)
                notes.Add($"Careful: the seeds of {row.Label} come from {recipes} different recipes.");
        if (others.Count > 0) notes.Add($"Recorded too, though not a row of this preset: {string.Join("; ", others.GroupBy(r => r.Cell).Select(g => Figure(g, table.Settings.Metrics[0])))}.");

        var runNotes = records.SelectMany(r => r.Notes).GroupBy(n => n).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var group in runNotes.Take(MostRunNotes)) notes.Add($"{Count(group.Count(), "run")} noted: {group.Key}");
        if (runNotes.Count > MostRunNotes) notes.Add($"{runNotes.Count - MostRunNotes} more notes are in the records.");
        return notes;
    }

    private static string Figure(IGrouping<string, RunRecord> records, MetricColumn metric) =>
        $"{records.Key} with {metric.Label} {metric.Text(Measurement.Of([.. records.Where(r => r.Metrics.ContainsKey(metric.Key)).Select(r => r.Metrics[metric.Key])]))}";

    internal static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Duration(double seconds) => seconds switch
    {
        < 120 => Round(seconds, "0") + " s",
        < 7200 => Round(seconds / 60, "0") + " min",
        _ => Round(seconds / 3600, "0.0") + " h",
    };

    private static string Round(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{Number(count)} {noun}s";

    private static string Several(IEnumerable<string> values) => string.Join(" and ", values.Distinct().Order(StringComparer.Ordinal));

    private static string Short(string hash) => hash.Length > 10 ? hash[..10] : hash;
}
