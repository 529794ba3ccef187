using System.Text.RegularExpressions;
using MimLab.Figures;
using MimLab.Results;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Commands;

/// <summary>Reports as a real browser shows them: every chart drawn by Plotly, no network, nothing in the console.</summary>
[Collection(TrainingCollection.Name)]
public partial class ReportPageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\"chart\": { \"kind\": \"dots\" },")]
    [InlineData("\"chart\": { \"kind\": \"scatter\", \"x\": \"avgDist\", \"series\": \"strategy\" },")]
    public void Charts_are_drawn_without_a_network_and_without_a_word_in_the_console(string chart)
    {
        using var lab = new Laboratory();
        var (dom, console) = Browser.Open(Report(lab, chart));
        Assert.Empty(console);
        var stages = Stages(dom);
        Assert.Equal(2, stages.Count); // the ablation's chart and the loss curve
        Assert.All(stages, stage => Assert.Contains("main-svg", stage));
        Assert.All(stages, stage => Assert.Matches(Drawn(), stage));
        Assert.Equal(2, LiveChart().Count(dom));
    }

    [Fact]
    public void A_page_whose_charts_are_not_drawn_is_found_out_and_keeps_its_still_pictures()
    {
        using var lab = new Laboratory();
        var page = Report(lab, "");
        var html = File.ReadAllText(page);
        // Its hash is no longer the one that the page allows.
        var broken = html.Replace(PlotlyScript.Text, PlotlyScript.Text + ";", StringComparison.Ordinal);
        Assert.NotEqual(html.Length, broken.Length);
        File.WriteAllText(page, broken);
        var (dom, console) = Browser.Open(page);
        Assert.NotEmpty(console);
        Assert.All(Stages(dom), stage => Assert.DoesNotContain("main-svg", stage));
        Assert.Equal(0, LiveChart().Count(dom));
        Assert.Contains("class=\"mim-chart\"", dom);
    }

    /// <summary>The report of a reproduction whose runs are all recorded, so that nothing is trained.</summary>
    private static string Report(Laboratory lab, string chart)
    {
        var file = Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "ablation.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"orderAxis\"", chart + " \"orderAxis\"", StringComparison.Ordinal));
        var plan = AblationPlan.Create(lab.Place, AblationFile.Load(lab.Place, Laboratory.Slug), "quick");
        var store = new RecordStore(Path.Combine(lab.Results("quick"), "results.jsonl"));
        foreach (var (index, run) in plan.Runs.Index())
        {
            store.Append(MadeUp.Record(plan, run, ("finetune", 20 + index % 5), ("knn", 10 + index % 3)));
            if (run.Cell.Kind == CellKind.Pretrained)
                lab.Write(Path.Combine("runs", Laboratory.Slug, "quick", run.Folder, "pretrain", "metrics.jsonl"), "{\"images\":0,\"loss\":1}\n{\"images\":100,\"loss\":0.5}\n");
        }
        var result = lab.Mim("reproduce", Laboratory.Slug, "--preset", "quick", "--device", "cpu");
        Assert.True(result.Code == 0, result.Error);
        return Path.Combine(lab.Results("quick"), "report.html");
    }

    /// <summary>What each chart's stage holds, up to the chart's data.</summary>
    private static List<string> Stages(string dom) => [.. dom.Split("<div class=\"stage").Skip(1).Select(s => s.Split("<script type=\"application/json\"")[0])];

    [GeneratedRegex("class=\"(point|js-line)\"[^>]*? d=\"M")]
    private static partial Regex Drawn();

    [GeneratedRegex("<figure class=\"chart live\"")]
    private static partial Regex LiveChart();
}
