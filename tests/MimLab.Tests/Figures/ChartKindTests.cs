using System.Text.Json;
using System.Xml.Linq;
using MimLab.Figures;
using MimLab.Results;
using MimLab.Tests.Results;

namespace MimLab.Tests.Figures;

public class ChartKindTests
{
    private static readonly Chart Dots = AblationChart.Create(ResultsTable.Build(Sample.Settings with
    {
        Chart = new() { Kind = ChartKind.Dots },
        Metrics = [Sample.Settings.Metrics[0], Sample.Settings.Metrics[1] with { Compare = true }],
    }, Sample.Records()));

    private static readonly Chart Scatter = AblationChart.Create(ResultsTable.Build(Sample.Settings with
    {
        Chart = new() { Kind = ChartKind.Scatter, X = "avgDist", Series = "strategy" },
        PaperRows = [.. Sample.Settings.Rows.Select(r => r with { PaperFigures = r.Paper is null ? new Dictionary<string, double>() : new() { ["avgDist"] = 3 * r.AverageDistance!.Value } }),
            new TableRow("square", new() { ["strategy"] = "square" }) { Paper = 82.5, PaperFigures = new Dictionary<string, double> { ["avgDist"] = 24.1 } }],
    }, Sample.Records()));

    [Fact]
    public void Dots_are_drawn_as_agreed() => Golden.Check(SvgChart.Render(Dots), "dots.svg");

    [Fact]
    public void A_scatter_is_drawn_as_agreed() => Golden.Check(SvgChart.Render(Scatter), "scatter.svg");

    [Fact]
    public void Dots_have_a_row_for_each_cell_and_each_metric_beside_the_other()
    {
        var panel = Dots.Panels[0];
        Assert.True(panel.Sideways);
        Assert.Equal(["scratch", "random, mask cell 4 px, ratio 0.4"], panel.X.Ticks!.Take(2).Select(t => t.Label));
        Assert.Equal(["top-1, 500 labels", "kNN"], panel.Series.Select(s => s.Name));
        Assert.All(panel.Series.SelectMany(s => s.Points), p => Assert.InRange(Math.Abs(p.X - Math.Round(p.X)), 0.05, 0.2));
        Assert.All(Dots.Panels[1].Series, s => Assert.True(s.IsPaper));
        Assert.Equal("value (%)", panel.Y.Label);
    }

    [Fact]
    public void The_interactive_twin_lies_on_its_side_too()
    {
        using var json = JsonDocument.Parse(PlotlyFigure.From(Dots).ToJson());
        var trace = json.RootElement.GetProperty("data")[0];
        Assert.Equal("markers", trace.GetProperty("mode").GetString());
        Assert.Equal([35.0, 38.5, 39.5, 35.5, 36.5], trace.GetProperty("x").EnumerateArray().Select(v => v.GetDouble()));
        Assert.True(trace.TryGetProperty("error_x", out _));
        Assert.False(trace.TryGetProperty("error_y", out _));
        var range = json.RootElement.GetProperty("layout").GetProperty("yaxis").GetProperty("range");
        Assert.True(range[0].GetDouble() > range[1].GetDouble()); // names are read downward
        var band = json.RootElement.GetProperty("layout").GetProperty("shapes")[1];
        Assert.Equal(("x", "y domain", 35.0, 35.0), (band.GetProperty("xref").GetString(), band.GetProperty("yref").GetString(), band.GetProperty("x0").GetDouble(), band.GetProperty("x1").GetDouble()));
    }

    [Fact]
    public void A_scatter_has_a_point_for_each_cell_and_the_papers_apart()
    {
        Assert.Equal([(4.1, 38.5), (5.5, 39.5), (7.0, 35.5), (14.4, 36.5)], Scatter.Panels[0].Series.Single().Points.Select(p => (p.X, p.Y)));
        Assert.Equal(["random", "square"], Scatter.Panels[1].Series.Select(s => s.Name));
        Assert.NotEqual(Scatter.Panels[1].Series[0].Color, Scatter.Panels[1].Series[1].Color);
        // Never by colour alone.
        Assert.Equal([MarkerShape.Circle, MarkerShape.HollowCircle, MarkerShape.HollowSquare], Scatter.Panels.SelectMany(p => p.Series).Select(s => s.Marker));
        Assert.Equal("AvgDist (px)", Scatter.Panels[0].X.Label);
        Assert.Equal("ImageNet top-1 (%)", Scatter.Panels[1].Y.Label);
    }

    [Fact]
    public void A_logarithmic_axis_is_marked_with_the_values_themselves()
    {
        var settings = Sample.Settings with { Chart = new() { X = "ratio", Log = true } };
        var panel = AblationChart.Create(ResultsTable.Build(settings, Sample.Records())).Panels[0];
        Assert.Equal(["0.4", "0.8"], panel.X.Ticks!.Select(t => t.Label));
        Assert.Equal(1, panel.X.Ticks![1].Position - panel.X.Ticks[0].Position, 12);
    }

    [Fact]
    public void Charts_without_any_run_are_sound_pictures()
    {
        foreach (var kind in Enum.GetValues<ChartKind>())
        {
            var chart = AblationChart.Create(ResultsTable.Build(Sample.Settings with { Chart = new() { Kind = kind, X = kind == ChartKind.Scatter ? "avgDist" : null } }, []));
            Assert.Equal("svg", XDocument.Parse(SvgChart.Render(chart)).Root!.Name.LocalName);
            Assert.DoesNotContain("NaN", SvgChart.Render(chart));
            PlotlyFigure.From(chart).ToJson();
        }
    }
}
