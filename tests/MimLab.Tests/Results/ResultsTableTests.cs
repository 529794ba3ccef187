using System.Globalization;
using System.Text.Json.Nodes;
using MimLab.Results;

namespace MimLab.Tests.Results;

public class ResultsTableTests
{
    private static readonly ResultsTable Table = ResultsTable.Build(Sample.Settings, Sample.Records());

    [Fact]
    public void Markdown_is_as_agreed() => Golden.Check(Table.ToMarkdown(), "table.md");

    [Fact]
    public void Console_text_is_as_agreed() => Golden.Check(Table.ToText(), "table.txt");

    [Fact]
    public void Csv_is_as_agreed()
    {
        var text = new StringWriter();
        Table.WriteCsv(text);
        Golden.Check(text.ToString(), "table.csv");
    }

    [Fact]
    public void Figures_match_hand_values()
    {
        var row = Table.Rows[1];
        Assert.Equal(38.5, row.Headline.Mean, 12);
        Assert.Equal(0.5, row.Headline.Deviation!.Value, 12);
        Assert.Equal(3.5, row.Difference!.Value, 12);
        Assert.Equal(Math.Sqrt(1.25), row.Difference.Noise!.Value, 12);
        Assert.Equal([Verdict.Higher, Verdict.Higher, Verdict.WithinNoise, Verdict.WithinNoise], Table.Rows.Skip(1).Select(r => r.Difference!.Verdict));
        Assert.Null(Table.Baseline!.Difference);
    }

    [Fact]
    public void The_same_records_give_the_same_text_in_any_order_and_language()
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NegativeSign = "~";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = german;
            var other = ResultsTable.Build(Sample.Settings, Sample.Records().Reverse());
            Assert.Equal(Table.ToMarkdown(), other.ToMarkdown());
            Assert.Equal(Table.ToText(), other.ToText());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_repeated_run_replaces_the_older_one()
    {
        var table = ResultsTable.Build(Sample.Settings, Sample.Records().Append(Sample.Record("scratch", 0, 33.0)));
        Assert.Equal((33.0 + 35 + 36) / 3, table.Baseline!.Headline.Mean, 12);
        Assert.Equal(3, table.Baseline.Headline.Count);
    }

    [Fact]
    public void Records_of_other_presets_stay_out_and_lost_cells_are_mentioned()
    {
        var table = ResultsTable.Build(Sample.Settings, Sample.Records()
            .Append(Sample.Record("scratch", 7, 90) with { Preset = "smoke" }).Append(Sample.Record("gone", 1, 90)).Append(Sample.Record("gone", 0, 80)));
        Assert.Equal(15, table.Records.Count);
        Assert.Contains(table.Notes, n => n == "Recorded too, though not a row of this preset: gone with top-1, 500 labels 85.0 ± 7.1 (n=2).");
    }

    [Fact]
    public void Rows_without_records_show_a_dash_and_are_named()
    {
        var table = ResultsTable.Build(Sample.Settings, Sample.Records().Where(r => r.Cell != "random-4-0.8"));
        Assert.Equal("–", table.Cells[2][4]);
        Assert.Contains(table.Notes, n => n == "Not run yet: random, mask cell 4 px, ratio 0.8.");
    }

    [Fact]
    public void An_empty_table_says_that_nothing_has_finished()
    {
        var table = ResultsTable.Build(Sample.Settings, []);
        Assert.Equal(["No run of this preset has finished yet."], table.Findings);
        Assert.NotEmpty(table.ToMarkdown());
    }

    [Fact]
    public void One_seed_claims_nothing()
    {
        var table = ResultsTable.Build(Sample.Settings, Sample.Records().Where(r => r.Seed == 0));
        Assert.DoesNotContain(table.Findings, f => f.Contains("beat"));
        Assert.Contains(table.Findings, f => f.StartsWith("One seed gives no estimate of noise", StringComparison.Ordinal));
        Assert.Equal("+4.0 (one seed)", table.Cells[1][5]);
    }

    [Fact]
    public void Different_data_and_mixed_recipes_are_warned_about()
    {
        var table = ResultsTable.Build(Sample.Settings, Sample.Records().Select(r =>
            r is { Cell: "scratch", Seed: 0 } ? r with { DataHash = "another", RecipeHash = "another" } : r));
        Assert.Contains(table.Notes, n => n.StartsWith("Careful: the runs used different data", StringComparison.Ordinal));
        Assert.Contains("Careful: the seeds of scratch come from 2 different recipes.", table.Notes);
    }

    [Fact]
    public void A_lower_metric_can_be_the_better_one()
    {
        var settings = Sample.Settings with { Metrics = [new MetricColumn("top1", "error", HigherIsBetter: false)] };
        var table = ResultsTable.Build(settings, Sample.Records());
        Assert.StartsWith("No variant beats scratch by more than noise", table.Findings[0], StringComparison.Ordinal);
        Assert.Contains(table.Findings, f => f.StartsWith("Behind scratch by more than noise", StringComparison.Ordinal));
    }

    [Fact]
    public void Texts_from_files_cannot_break_the_markdown()
    {
        var settings = Sample.Settings with { Rows = [new TableRow("x", new JsonObject { ["strategy"] = "a|b\n<script>" })], Baseline = null };
        var text = ResultsTable.Build(settings, []).ToMarkdown();
        Assert.Contains("| a\\|b &lt;script> |", text);
    }

    [Fact]
    public void Wrong_settings_are_named()
    {
        Assert.Contains("'nothing'", Assert.Throws<UserError>(() => ResultsTable.Build(Sample.Settings with { Baseline = "nothing" }, [])).Message);
        Assert.Contains("'depth'", Assert.Throws<UserError>(() => ResultsTable.Build(Sample.Settings with { OrderAxis = "depth" }, [])).Message);
        var twice = Sample.Settings.Rows.Append(Sample.Settings.Rows[1]).ToList();
        Assert.Contains("'random-4-0.4' twice", Assert.Throws<UserError>(() => ResultsTable.Build(Sample.Settings with { Rows = twice }, [])).Message);
    }
}
