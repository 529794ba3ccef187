using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using MimLab.Figures;
using MimLab.Results;
using MimLab.Tests.Results;

namespace MimLab.Tests.Figures;

public class AblationReportTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

    private static string Html(TableSettings settings, IEnumerable<RunRecord> records) => new AblationReport(ResultsTable.Build(settings, records))
    {
        LossCurve = LossCurve.Create("Loss " + settings.Title, [(settings.Title, [(0, 1), (1, 0.5)])]),
        Pictures = [new ReportPicture(settings.Title, settings.Title, new Raster(2, 2).ToPng())],
    }.ToHtml();

    [Fact]
    public void Plotly_is_the_copy_that_its_page_names()
    {
        Assert.Equal(PlotlyScript.Sha256, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PlotlyScript.Text))));
        Assert.Contains($"plotly.js (basic - minified) v{PlotlyScript.Version}", PlotlyScript.Text[..200]);
        Assert.True(PlotlyScript.Text.Length < 2_000_000);
        Assert.DoesNotContain("</script", PlotlyScript.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_page_fetches_nothing_and_runs_only_its_own_two_scripts()
    {
        var html = Html(Sample.Settings, Sample.Records());
        var policy = Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        var scripts = Regex.Matches(html, "<script>(.*?)</script>", RegexOptions.Singleline);
        Assert.Equal(2, scripts.Count);
        foreach (Match script in scripts)
            Assert.Contains(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value))), policy);
        var page = Regex.Replace(html, "<script.*?</script>", "", RegexOptions.Singleline);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", page);
        Assert.DoesNotMatch("url\\(|@import", page);
    }

    [Fact]
    public void Texts_from_files_cannot_become_markup()
    {
        var settings = Sample.Settings with
        {
            Title = Hostile,
            Question = Hostile,
            PaperSource = Hostile,
            Axes = [new AxisColumn("strategy", Hostile, Hostile), .. Sample.Settings.Axes.Skip(1)],
            Rows = Sample.Settings.Rows.Select(r => r with { Label = Hostile }).ToList(),
        };
        var html = Html(settings, Sample.Records().Select(r => r with { Data = Hostile, Device = Hostile, Notes = [Hostile], Provenance = r.Provenance with { Commit = Hostile } }));
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("<script>alert", html);
        Assert.Equal(2, Regex.Matches(html, "<script>").Count);
        Assert.Equal(2, Regex.Matches(html, "<script type=\"application/json\">").Count);
        Assert.Equal(4, Regex.Matches(html, "</script>").Count);
    }

    [Fact]
    public void The_same_records_give_the_same_page() =>
        Assert.Equal(Html(Sample.Settings, Sample.Records()), Html(Sample.Settings, Sample.Records().Reverse()));

    [Fact]
    public void A_page_can_be_made_before_anything_ran() => Assert.Contains("No run of this preset has finished yet.", Html(Sample.Settings, []));

    [Fact]
    public void Escaping_keeps_every_text_that_xml_allows() => Prop.ForAll<NonNull<string>>(text =>
    {
        var back = XElement.Parse($"<a>{Markup.Escape(text.Get)}</a>", LoadOptions.PreserveWhitespace).Value;
        var expected = string.Concat(text.Get.EnumerateRunes().Select(r => r.Value is < ' ' and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()));
        return back == expected.Replace("\r\n", "\n").Replace('\r', '\n');
    }).QuickCheckThrowOnFailure();
}
