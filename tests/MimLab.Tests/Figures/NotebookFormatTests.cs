using System.Text.Json;
using System.Xml.Linq;
using MimLab.Evaluation;
using MimLab.Figures;
using MimLab.Results;
using MimLab.Tests.Results;
using MimLab.Training;

namespace MimLab.Tests.Figures;

public class NotebookFormatTests
{
    [Fact]
    public void A_chart_is_a_plotly_figure_with_a_static_picture_beside_it()
    {
        var formats = HostFormats.Of(AblationChart.Create(ResultsTable.Build(Sample.Settings, Sample.Records())));
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], formats.Keys);
        using var figure = JsonDocument.Parse(formats["application/vnd.plotly.v1+json"]);
        Assert.True(figure.RootElement.GetProperty("data").GetArrayLength() > 0);
        Assert.Equal("#ffffff", figure.RootElement.GetProperty("layout").GetProperty("paper_bgcolor").GetString());
    }

    [Fact]
    public void The_static_picture_needs_no_style_sheet()
    {
        var svg = XElement.Parse(PaperChart.Render(LossCurve.Create("Loss", [("run", [(0, 1), (10, 0.5)])])));
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "style" || e.Attribute("class") is not null || e.Attribute("style") is not null);
        Assert.All(svg.Descendants().Where(e => e.Name.LocalName == "path"), path => Assert.NotNull(path.Attribute("stroke")));
        var ground = svg.Elements().First(e => e.Name.LocalName is not ("title" or "desc"));
        Assert.Equal(("rect", "#ffffff"), (ground.Name.LocalName, ground.Attribute("fill")!.Value));
    }

    [Fact]
    public void The_static_picture_shows_the_lines_in_their_colours()
    {
        var chart = LossCurve.Create("Loss", [("run", [(0, 1), (10, 0.5)])]);
        var picture = PaperChart.Draw(chart);
        Assert.Equal((chart.Width, chart.Height), (picture.Width, picture.Height));
        Assert.Equal(new Ink(255, 255, 255), picture[1, 1]);
        var blue = Enumerable.Range(0, picture.Width * picture.Height).Count(i => picture[i % picture.Width, i / picture.Width] is { Red: < 40, Blue: > 140 });
        Assert.True(blue > 300, $"{blue} pixels of #0072B2");
    }

    [Fact]
    public void A_picture_is_a_png()
    {
        var png = Convert.FromBase64String(HostFormats.Of(new Raster(3, 2))["image/png"]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
    }

    [Fact]
    public void A_table_is_html_with_its_texts_escaped_and_plain_columns_beside()
    {
        var table = ResultsTable.Build(Sample.Settings with { Title = "<b>&" }, Sample.Records());
        var formats = HostFormats.Of(table);
        Assert.Contains("<caption>&lt;b&gt;&amp;</caption>", formats["text/html"]);
        Assert.Equal(table.Rows.Count + 1, XElement.Parse($"<div>{formats["text/html"]}</div>").Descendants("tr").Count());
        Assert.Equal(table.ToText(), formats["text/plain"]);
    }

    [Fact]
    public void Results_of_runs_are_a_sentence_without_folders_and_speeds()
    {
        var pretraining = HostFormats.Of(new PretrainingResult("/secret/encoder", "/secret/last", 0.4567, 812, 40_000, 60, false));
        Assert.Equal("pre-trained after 40,000 images, loss 0.457", pretraining["text/plain"]);
        var probe = new EvaluationResult("probe", 16.24, 2000, 500, 2, [], double.NaN, 100, 1000, 5, false);
        Assert.Equal("probe: 16.2 % of 2,000 test images right, from 500 labelled ones (best after block 2)", HostFormats.Of(probe)["text/plain"]);
        Assert.Equal("probe: stopped", HostFormats.Of(probe with { Interrupted = true })["text/plain"]);
    }
}
