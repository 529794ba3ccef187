using MimLab.Results;

namespace MimLab.Tests.Results;

public class PaperComparisonTests
{
    [Theory]
    [InlineData(2.0, 1.0, 0.3, PaperReading.Agrees)]
    [InlineData(-2.0, 1.0, -0.3, PaperReading.Agrees)]
    [InlineData(2.0, 1.0, -0.3, PaperReading.Differs)]
    [InlineData(2.0, 1.0, 0.0, PaperReading.OnlyHere)]
    [InlineData(1.0, 2.0, 0.3, PaperReading.WithinNoise)]
    [InlineData(2.0, null, 0.3, PaperReading.OneSeed)]
    [InlineData(2.0, 1.0, null, PaperReading.NoFigure)]
    [InlineData(double.NaN, null, 0.3, PaperReading.NotRun)]
    public void A_difference_is_read_by_its_sign_and_the_noise(double ours, double? noise, double? paper, PaperReading reading) =>
        Assert.Equal(reading, new PaperDifference("a", paper, new Difference(ours, noise)).Reading);

    [Fact]
    public void Every_row_but_the_baseline_is_set_against_the_reference()
    {
        var comparison = PaperComparison.Of(ResultsTable.Build(Sample.Settings, Sample.Records()), "random-4-0.4");
        Assert.Equal(3, comparison.Rows.Count);
        Assert.Equal([1.0, -3.0, -2.0], comparison.Rows.Select(r => Math.Round(r.Ours.Value, 9)));
        Assert.Equal([0.2, 0.5, 0.9], comparison.Rows.Select(r => Math.Round(r.Paper!.Value, 9)));
        Assert.Equal([PaperReading.Agrees, PaperReading.Differs, PaperReading.WithinNoise], comparison.Rows.Select(r => r.Reading));
        Assert.Equal("Of 3 differences to random, mask cell 4 px, ratio 0.4 that the paper has too: 1 the paper's way by more than noise; "
            + "1 against the paper by more than noise; 1 within noise, which neither confirms nor contradicts.", comparison.Summary);
    }

    [Fact]
    public void Without_records_it_says_that_there_is_too_little()
    {
        var comparison = PaperComparison.Of(ResultsTable.Build(Sample.Settings, []), "random-4-0.4");
        Assert.All(comparison.Rows, row => Assert.Equal(PaperReading.NotRun, row.Reading));
        Assert.Equal("Too few runs of preset quick are recorded to compare anything.", comparison.Summary);
        Assert.DoesNotContain("NaN", Form(comparison, "text/html"));
    }

    [Fact]
    public void Notebooks_get_a_table_and_a_text()
    {
        var comparison = PaperComparison.Of(ResultsTable.Build(Sample.Settings, Sample.Records()), "random-4-0.4");
        Assert.Contains(">against the paper</td>", Form(comparison, "text/html"));
        var row = Assert.Single(Form(comparison, "text/plain").Split('\n'), line => line.EndsWith("as in the paper", StringComparison.Ordinal));
        Assert.Matches(@"^random, mask cell 4 px, ratio 0\.8 +\+0\.2 +\+1\.0, noise 0\.7 +as in the paper$", row);
    }

    [Fact]
    public void An_unknown_reference_is_an_error_that_names_the_rows() =>
        Assert.Contains("scratch, random-4-0.4", Assert.Throws<UserError>(() =>
            PaperComparison.Of(ResultsTable.Build(Sample.Settings, []), "random-5")).Message, StringComparison.Ordinal);

    private static string Form(PaperComparison comparison, string type)
    {
        var formatter = new PaperComparisonFormatters().CreateTypeFormatters().Cast<TypeFormatter<PaperComparison>>().Single(f => f.MimeType == type);
        var text = new StringWriter();
        Assert.True(formatter.Format(comparison, text));
        return text.ToString();
    }
}
