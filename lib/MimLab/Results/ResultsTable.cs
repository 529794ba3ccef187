using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Results;

/// <summary>
/// The table of an ablation: rows are axis values, cells are mean and sample standard deviation over seeds, the paper's figure
/// stands beside ours. The same records give the same table, whatever their order in the file and the machine's language.
/// </summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ResultsTable
{
    private ResultsTable(TableSettings settings, IReadOnlyList<ResultsRow> rows, IReadOnlyList<RunRecord> records, IReadOnlyList<RunRecord> others)
    {
        Settings = settings;
        Rows = rows;
        Records = records;
        Findings = TableFindings.Sentences(this);
        Notes = TableNotes.Sentences(this, others);
        Columns = TableLayout.Columns(this);
        Headings = [.. Columns.Select(c => c.Heading)];
        Cells = [.. rows.Select(row => Columns.Select(c => c.Text(row)).ToList())];
    }

    /// <summary>What the table shows.</summary>
    public TableSettings Settings { get; }

    /// <summary>The rows with their measurements.</summary>
    public IReadOnlyList<ResultsRow> Rows { get; }

    /// <summary>The records used: one for each cell and seed, the newest where a run was repeated.</summary>
    public IReadOnlyList<RunRecord> Records { get; }

    /// <summary>The columns from left to right.</summary>
    internal IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Column headings.</summary>
    public IReadOnlyList<string> Headings { get; }

    /// <summary>Cell texts, row by row, plain text without markup.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cells { get; }

    /// <summary>
    /// Generated sentences: what beats the baseline by more than noise, the order the data gives, the paper's order.
    /// </summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>
    /// Generated sentences about how the figures came to be: preset, budget, data, machine, and anything that does not fit
    /// together.
    /// </summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The row of the baseline, or null.</summary>
    public ResultsRow? Baseline => Settings.Baseline is { } cell ? Rows.FirstOrDefault(r => r.Row.Cell == cell) : null;

    /// <summary>
    /// Makes the table of <paramref name="settings"/> from the records of its ablation and preset; others are ignored. Those of
    /// cells that are no rows stand in the notes.
    /// </summary>
    /// <param name="settings">Columns and rows.</param>
    /// <param name="records">Records in file order, oldest first.</param>
    /// <exception cref="UserError">The settings name no metric, repeat a cell, or name a baseline that is no row.</exception>
    public static ResultsTable Build(TableSettings settings, IEnumerable<RunRecord> records)
    {
        Check(settings);
        var newest = new Dictionary<(string Cell, int Seed), RunRecord>();
        foreach (var record in records)
            if (record.Ablation == settings.Ablation && record.Preset == settings.Preset)
                newest[(record.Cell, record.Seed)] = record;

        var known = settings.Rows.Select(r => r.Cell).ToHashSet();
        var used = new List<RunRecord>();
        var measured = new List<(TableRow Row, List<RunRecord> Records, Measurement[] Measurements)>();
        foreach (var row in settings.Rows)
        {
            var own = newest.Values.Where(r => r.Cell == row.Cell).OrderBy(r => r.Seed).ToList();
            measured.Add((row, own, [.. settings.Metrics.Select(m => Measure(m, row, own))]));
            used.AddRange(own);
        }
        var raw = measured.ToDictionary(m => m.Row.Cell, m => m.Measurements.ToArray());
        foreach (var (row, _, measurements) in measured)
            for (var i = 0; i < measurements.Length; i++)
                if (settings.Metrics[i].RelativeTo is { } reference) measurements[i] = measurements[i].Over(raw.TryGetValue(reference, out var one) ? one[i] : Measurement.Of([]));
        var baseline = measured.FirstOrDefault(m => m.Row.Cell == settings.Baseline).Measurements;
        var rows = measured.Select(m => new ResultsRow(m.Row, m.Row.Label ?? Label(settings, m.Row.Axis), m.Records, m.Measurements,
            [.. settings.Metrics.Select((metric, i) => baseline is null || m.Row.Cell == settings.Baseline || (i > 0 && !metric.Compare)
                ? null : m.Measurements[i].Minus(baseline[i]))])).ToList();
        var others = newest.Values.Where(r => !known.Contains(r.Cell)).OrderBy(r => r.Cell, StringComparer.Ordinal).ThenBy(r => r.Seed).ToList();
        return new ResultsTable(settings, rows, used, others);
    }

    private static Measurement Measure(MetricColumn metric, TableRow row, IEnumerable<RunRecord> records) => Measurement.Of(metric.Fact
        ? row.Facts.TryGetValue(metric.Key, out var fact) ? [fact] : []
        : [.. records.Select(r => r.Measured(metric.Key)).OfType<double>()]);

    /// <summary>GitHub markdown: table, findings, notes.</summary>
    public string ToMarkdown() => TableText.Markdown(this);

    /// <summary>Only the table and the findings in markdown, for a README.</summary>
    public string ToHeadline() => TableText.Headline(this);

    /// <summary>The same for a console, in aligned columns.</summary>
    public string ToText() => TableText.Plain(this);

    /// <summary>Writes one CSV row for each table row with full-precision numbers.</summary>
    public void WriteCsv(TextWriter writer) => TableCsv.Write(this, writer);

    /// <summary>Whether a column shows by how much the row beats the baseline, and it does by more than noise.</summary>
    internal bool IsAhead(TableColumn column, ResultsRow row) =>
        column is { IsDifference: true, Metric: { } metric } && Settings.Metrics[metric].Improves(row.Differences[metric]);

    /// <summary>An axis value as text: numbers as they were written, booleans as yes and no, a dash when absent.</summary>
    internal static string ValueText(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "–",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToJsonString(),
    };

    /// <summary>An axis value as a number, or null.</summary>
    internal static double? ValueNumber(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Label(TableSettings settings, JsonObject axis)
    {
        var parts = settings.Axes.Where(a => axis[a.Key] is not null).Select(a =>
            ValueNumber(axis[a.Key]) is null ? ValueText(axis[a.Key]) : $"{a.Label} {ValueText(axis[a.Key])}{(a.Unit.Length == 0 ? "" : " " + a.Unit)}");
        return string.Join(", ", parts);
    }

    private static void Check(TableSettings settings)
    {
        var where = $"The table of ablation '{settings.Ablation}'";
        if (settings.Metrics.Count == 0) throw new UserError($"{where} names no metric; give at least one.");
        if (settings.Metrics[0].Fact) throw new UserError($"{where} has {settings.Metrics[0].Key} as its first metric, which nothing measures; put a measured one first.");
        if (settings.Rows.GroupBy(r => r.Cell).FirstOrDefault(g => g.Count() > 1) is { } repeated)
            throw new UserError($"{where} has the cell '{repeated.Key}' twice; give each cell its own name.");
        if (settings.Baseline is { } baseline && settings.Rows.All(r => r.Cell != baseline))
            throw new UserError($"{where} compares with '{baseline}', which is none of its cells; name one of its rows.");
        if (settings.OrderAxis is { } order && settings.Axes.All(a => a.Key != order))
            throw new UserError($"{where} orders by '{order}', which is none of its axes; name one of its axis columns.");
    }
}
