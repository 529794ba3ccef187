namespace MimLab.Results;

/// <summary>
/// Differences to one row, the paper's beside ours: levels of different data, models and budgets cannot be compared, but the sign
/// of a difference can, where it is larger than noise. The paper gives no spread, so its figures are taken as they are.
/// </summary>
[TypeFormatterSource(typeof(PaperComparisonFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record PaperComparison
{
    private PaperComparison(ResultsTable table, ResultsRow reference)
    {
        Table = table;
        Reference = reference.Label;
        Rows = [.. table.Rows.Where(r => r != reference && r != table.Baseline)
            .Select(r => new PaperDifference(r.Label, r.Row.Paper - reference.Row.Paper, r.Headline.Minus(reference.Headline)))];
    }

    /// <summary>The table.</summary>
    public ResultsTable Table { get; }

    /// <summary>Name of the row that the others are compared with.</summary>
    public string Reference { get; }

    /// <summary>The other rows but the baseline, in the table's order.</summary>
    public IReadOnlyList<PaperDifference> Rows { get; }

    /// <summary>How many differences say what, in one sentence.</summary>
    public string Summary
    {
        get
        {
            var readable = Rows.Where(r => r.Reading is not (PaperReading.NotRun or PaperReading.NoFigure)).ToList();
            if (readable.Count == 0)
                return Rows.Any(r => r.Reading == PaperReading.NoFigure)
                    ? "The paper has no figures for these rows, so there is nothing to compare."
                    : $"Too few runs of preset {Table.Settings.Preset} are recorded to compare anything.";
            List<string> parts = [];
            Add(PaperReading.Agrees, "the paper's way by more than noise");
            Add(PaperReading.Differs, "against the paper by more than noise");
            Add(PaperReading.OnlyHere, "larger than noise where the paper has none");
            Add(PaperReading.WithinNoise, "within noise, which neither confirms nor contradicts");
            Add(PaperReading.OneSeed, "from one seed, which says nothing");
            return $"Of {readable.Count} {(readable.Count == 1 ? "difference" : "differences")} to {Reference} that the paper has too: {string.Join("; ", parts)}.";

            void Add(PaperReading reading, string words)
            {
                if (readable.Count(r => r.Reading == reading) is var count and > 0) parts.Add($"{count} {words}");
            }
        }
    }

    /// <summary>Compares every row of <paramref name="table"/> with one of them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="reference">Cell of the row, e.g. the paper's default setting.</param>
    /// <exception cref="UserError">The table has no such row.</exception>
    public static PaperComparison Of(ResultsTable table, string reference) => new(table, table.Rows.FirstOrDefault(r => r.Row.Cell == reference)
        ?? throw new UserError($"The table of '{table.Settings.Ablation}', preset {table.Settings.Preset}, has no row '{reference}': choose one of {string.Join(", ", table.Rows.Select(r => r.Row.Cell))}."));
}
