using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using MimLab.Figures;
using MimLab.Results;
using MimLab.Tests.Results;

namespace MimLab.Tests.Figures;

public class ChartTests
{
    private static readonly Chart Ablation = AblationChart.Create(ResultsTable.Build(Sample.Settings, Sample.Records()));

    private static readonly Chart Loss = LossCurve.Create("Pre-training loss",
        [("cell 4", [(0, 1), (60_000, 0.5), (120_000, 0.4)]), ("cell 16", [(0, 1.1), (60_000, 0.6), (120_000, 0.45)])]);

    [Fact]
    public void The_ablation_chart_is_drawn_as_agreed() => Golden.Check(SvgChart.Render(Ablation), "ablation.svg");

    [Fact]
    public void The_ablation_figure_is_written_as_agreed() => Golden.Check(Indented(PlotlyFigure.From(Ablation).ToJson()), "ablation.json");

    [Fact]
    public void The_loss_curve_is_drawn_as_agreed() => Golden.Check(SvgChart.Render(Loss), "loss.svg");

    [Fact]
    public void Pictures_are_well_formed_and_hold_only_plain_numbers()
    {
        foreach (var chart in new[] { Ablation, Loss, AblationChart.Create(ResultsTable.Build(Sample.Settings, [])), LossCurve.Create("empty", [("none", [])]) })
        {
            var svg = SvgChart.Render(chart);
            Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
            Assert.DoesNotContain("NaN", svg);
            Assert.DoesNotContain("Infinity", svg);
            using var json = JsonDocument.Parse(PlotlyFigure.From(chart).ToJson());
        }
    }

    [Fact]
    public void The_papers_figures_stand_apart_from_ours()
    {
        Assert.Equal(["This run", "Paper: SimMIM, Table 1"], Ablation.Panels.Select(p => p.Title));
        Assert.All(Ablation.Panels[0].Series, s => Assert.False(s.IsPaper));
        Assert.All(Ablation.Panels[1].Series, s => Assert.True(s.IsPaper));
        Assert.Equal(Ablation.Panels[1].Series.Count, Ablation.Panels[1].Series.Select(s => s.Marker).Distinct().Count());
        Assert.Equal([2.0, 4.0], Ablation.Panels[1].Series[0].Points.Select(p => p.X)); // 4 and 16 on a doubling scale
        Assert.Equal("scratch", Ablation.Panels[0].Band!.Name);
    }

    [Theory]
    [InlineData("SimMIM (arXiv 2111.09886), Tables 5 and 13", "Paper: SimMIM, Tables 5 and 13")]
    [InlineData("Table 1", "Paper: Table 1")]
    [InlineData("", "Paper")]
    public void A_panels_title_is_short_enough_for_half_a_chart(string source, string title) =>
        Assert.Equal(title, AblationChart.Create(ResultsTable.Build(Sample.Settings with { PaperSource = source }, Sample.Records())).Panels[1].Title);

    [Fact]
    public void Charts_do_not_depend_on_the_language()
    {
        var before = CultureInfo.CurrentCulture;
        var (svg, json) = (SvgChart.Render(Loss), PlotlyFigure.From(Loss).ToJson());
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = german;
            Assert.Equal(svg, SvgChart.Render(Loss));
            Assert.Equal(json, PlotlyFigure.From(Loss).ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(33.6, 40.2, 5, "34 35 36 37 38 39 40")]
    [InlineData(-1.2, 1.2, 4, "−1.0 −0.5 0 0.5 1.0")]
    [InlineData(0, 300_000, 6, "0 50k 100k 150k 200k 250k 300k")]
    [InlineData(0, 3_000_000, 3, "0 1M 2M 3M")]
    [InlineData(0.0001, 0.0005, 4, "0.0001 0.0002 0.0003 0.0004 0.0005")]
    public void Ticks_are_round(double low, double high, int count, string expected) =>
        Assert.Equal(expected, string.Join(' ', NiceTicks.For(low, high, count).Select(t => t.Label)));

    [Fact]
    public void Ticks_lie_inside_any_range_and_are_few() => Prop.ForAll<NormalFloat, NormalFloat>((a, b) =>
    {
        var (low, high) = (Math.Min(a.Get, b.Get), Math.Max(a.Get, b.Get));
        var ticks = NiceTicks.For(low, high, 5);
        var slack = (high - low) * 1e-6;
        return ticks.Count <= 12 && ticks.All(t => t.Position >= low - slack && t.Position <= high + slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_curve_is_thinned_and_a_torn_log_ends_early()
    {
        var long1 = Enumerable.Range(0, 10_000).Select(i => ((double)i, 1.0)).ToList();
        Assert.InRange(LossCurve.Create("t", [("r", long1)]).Panels[0].Series[0].Points.Count, 300, 400);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{\"step\":1,\"images\":128,\"loss\":0.9}\n{\"step\":2,\"images\":256,\"loss\":0.8}\n{\"step\":3,\"ima");
            Assert.Equal([(128, 0.9), (256, 0.8)], LossCurve.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
    }
}
