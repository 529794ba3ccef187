using System.Text.Json.Nodes;
using MimLab.Results;

namespace MimLab.Tests.Results;

public class TableOrderTests
{
    /// <summary>One ratio, cell sizes with our three seeds and the paper's figure.</summary>
    private static IReadOnlyList<string> Findings(params (int Size, double Mean, double Spread, double Paper)[] rows)
    {
        var settings = Sample.Settings with
        {
            Baseline = null,
            Rows = rows.Select(r => new TableRow($"c{r.Size}", new JsonObject { ["strategy"] = "random", ["cellSize"] = r.Size, ["ratio"] = 0.6 }) { Paper = r.Paper }).ToList(),
        };
        var records = rows.SelectMany(r => new[] { -r.Spread, 0, r.Spread }.Select((shift, seed) => Sample.Record($"c{r.Size}", seed, r.Mean + shift)));
        return ResultsTable.Build(settings, records).Findings;
    }

    [Fact]
    public void The_papers_order_is_recognised() => Assert.Equal(
        ["Order of mask cell in px by top-1, 500 labels (random, ratio 0.6): 16 (42.0) > 8 (40.0) > 4 (38.0). Every step is larger than noise.",
         "The paper's order (SimMIM, Table 1, same rows) is 16 (82.7) > 8 (82.1) > 4 (82.0). Ours agrees with it."],
        Findings((4, 38, 0.5, 82.0), (8, 40, 0.5, 82.1), (16, 42, 0.5, 82.7)));

    [Fact]
    public void A_different_order_beyond_noise_is_said_to_differ() =>
        Assert.EndsWith("Ours differs from it by more than noise: here 4 is ahead of 8, 4 is ahead of 16, 8 is ahead of 16.",
            Findings((4, 42, 0.5, 82.0), (8, 40, 0.5, 82.1), (16, 38, 0.5, 82.7))[1], StringComparison.Ordinal);

    [Fact]
    public void A_different_order_within_noise_is_said_to_be_within_noise()
    {
        var findings = Findings((4, 40.1, 0.5, 82.0), (8, 40, 0.5, 82.1), (16, 43, 0.5, 82.7));
        Assert.EndsWith("Within noise of each other: 4 and 8.", findings[0], StringComparison.Ordinal);
        Assert.EndsWith("Ours differs from it only within noise.", findings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_means_within_noise_give_no_order()
    {
        var findings = Findings((4, 40.1, 2, 82.0), (8, 40, 2, 82.1));
        Assert.EndsWith("so this data gives no order.", findings[0], StringComparison.Ordinal);
        Assert.EndsWith("Ours neither confirms nor contradicts it.", findings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Ties_of_the_paper_are_told_from_what_is_apart_here()
    {
        Assert.EndsWith("Ours agrees with it where it tells values apart, but puts 4 ahead of 8 by more than noise.",
            Findings((8, 38, 0.1, 82.0), (4, 42, 0.1, 82.0), (16, 45, 0.1, 82.7))[1], StringComparison.Ordinal);
        Assert.EndsWith("Ours puts 4 ahead of 8 by more than noise.", Findings((8, 38, 0.1, 82.0), (4, 42, 0.1, 82.0))[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Ties_of_the_paper_agree_with_what_is_level_here() =>
        Assert.EndsWith("Ours agrees with it.", Findings((8, 41.9, 0.5, 82.0), (4, 42, 0.5, 82.0), (16, 45, 0.1, 82.7))[1], StringComparison.Ordinal);

    [Fact]
    public void A_paper_without_figures_for_the_rows_is_not_compared_with()
    {
        var settings = Sample.Settings with { Rows = Sample.Settings.Rows.Select(r => r with { Paper = r.Cell == "random-4-0.4" ? 81.9 : null }).ToList() };
        Assert.EndsWith("has too few figures for these rows to compare the orders.", ResultsTable.Build(settings, Sample.Records()).Findings[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_rows_with_a_counterpart_are_compared()
    {
        // Size 64 exists at ratio 0.1 alone, so it cannot be put in order with the others.
        var settings = Sample.Settings with { Rows = [.. Sample.Settings.Rows, new TableRow("random-64-0.1", new JsonObject { ["strategy"] = "random", ["cellSize"] = 64, ["ratio"] = 0.1 })] };
        var table = ResultsTable.Build(settings, Sample.Records().Append(Sample.Record("random-64-0.1", 0, 99)));
        Assert.Contains(table.Findings, f => f.Contains("(mean over random, ratio 0.4 / 0.8): 4 (39.0) > 16 (36.0)"));
    }
}
