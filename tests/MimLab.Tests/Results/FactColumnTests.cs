using MimLab.Results;

namespace MimLab.Tests.Results;

public class FactColumnTests
{
    private static readonly TableSettings Settings = Sample.Settings with
    {
        Metrics =
        [
            new("top1", "top-1, 500 labels"), new("knn", "kNN", Compare: true), new("loss", "loss", "", 4, HigherIsBetter: false, Compare: true),
            new("cost", "cost", "x", 2, RelativeTo: "random-4-0.8") { Fact = true },
        ],
        HideAverageDistance = true,
        Rows = [.. Sample.Settings.Rows.Select(r => r with
        {
            Facts = r.Cell == "scratch" ? new Dictionary<string, double>() : new() { ["cost"] = r.Cell == "random-16-0.8" ? 3 : 2 },
            PaperFigures = r.Cell == "random-4-0.4" ? new() { ["loss"] = 0.37431 } : new Dictionary<string, double>(),
        })],
    };

    private static readonly ResultsTable Table = ResultsTable.Build(Settings, Sample.Records().Select(r => r with
    {
        Metrics = new Dictionary<string, double>(r.Metrics) { ["loss"] = r.Cell == "scratch" ? 0.5 + r.Seed / 100.0 : r.Cell == "random-16-0.8" ? 0.9 : 0.25 },
    }));

    [Fact]
    public void A_fact_stands_alone_and_a_multiple_is_of_the_named_cell()
    {
        Assert.Equal(["–", "1.00", "1.00", "1.00", "1.50"], Column("cost (x)"));
        Assert.DoesNotContain("AvgDist (px)", Table.Headings);
        Assert.Equal(["–", "0.3743", "–", "–", "–"], Column("paper: loss"));
    }

    [Fact]
    public void Every_compared_metric_has_its_difference_beside_it_and_its_sentences()
    {
        Assert.Equal(["masks", "mask cell (px)", "ratio", "top-1, 500 labels (%)", "vs scratch", "kNN (%)", "vs scratch", "loss", "vs scratch", "cost (x)",
            "paper: ImageNet top-1 (%)", "paper: loss"], Table.Headings);
        Assert.Contains(Table.Findings, f => f.EndsWith("in kNN: random, mask cell 4 px, ratio 0.4 (+3.5, noise 1.1); random, mask cell 4 px, ratio 0.8 (+4.5, noise 1.1).", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_lower_is_better_less_is_ahead_and_more_is_behind()
    {
        Assert.Contains(Table.Findings, f => f.StartsWith("3 of 4 variants beat scratch by more than noise in loss", StringComparison.Ordinal));
        Assert.Contains(Table.Findings, f => f.StartsWith("Behind scratch by more than noise: random, mask cell 16 px, ratio 0.8 (+0.39", StringComparison.Ordinal));
        var lines = Table.ToMarkdown().Split('\n');
        Assert.Contains("**−0.2600**", lines.Single(l => l.Contains("| random | 4 | 0.4 |", StringComparison.Ordinal)));
        Assert.DoesNotContain("**+0.3900**", lines.Single(l => l.Contains("| random | 16 | 0.8 |", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_csv_has_facts_differences_and_paper_figures_under_their_own_names()
    {
        var text = new StringWriter();
        Table.WriteCsv(text);
        var lines = text.ToString().Split('\n');
        Assert.EndsWith("cost,difference,noise,verdict,knn_difference,knn_noise,knn_verdict,loss_difference,loss_noise,loss_verdict,paper,paper_loss", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..^1], l => Assert.Equal(lines[0].Split(',').Length, l.Split(',').Length));
    }

    [Fact]
    public void A_multiple_of_a_cell_that_was_not_run_and_a_fact_for_a_headline_are_no_figures()
    {
        var other = ResultsTable.Build(Settings with { Metrics = [Settings.Metrics[0], Settings.Metrics[3] with { RelativeTo = "elsewhere" }] }, Sample.Records());
        Assert.All(other.Rows, r => Assert.Equal("–", Settings.Metrics[3].Text(r.Measurements[1])));
        Assert.Contains("put a measured one first", Assert.Throws<UserError>(() => ResultsTable.Build(Settings with { Metrics = [Settings.Metrics[3]] }, [])).Message);
    }

    [Fact]
    public void Wall_time_is_that_of_pre_training_in_every_record()
    {
        var records = Sample.Records().Select(r => r with { ImagesSeen = r.Cell == "scratch" ? 0 : 3000, ImagesPerSecond = r.Cell == "scratch" ? 0 : 100 + r.Seed });
        var table = ResultsTable.Build(Settings with { Metrics = [Settings.Metrics[0], new(RunRecord.WallTime, "wall time", "s", 2)] }, records);
        Assert.Equal(0, table.Rows[0].Measurements[1].Count);
        Assert.All(table.Rows.Skip(1), r => Assert.Equal(r.Records.Average(x => 3000.0 / (100 + x.Seed)), r.Measurements[1].Mean, 9));
    }

    private static IEnumerable<string> Column(string heading) => Table.Cells.Select(c => c[Table.Headings.ToList().IndexOf(heading)]);
}
