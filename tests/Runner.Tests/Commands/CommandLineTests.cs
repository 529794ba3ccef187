namespace Runner.Tests.Commands;

public class CommandLineTests
{
    [Fact]
    public void Help_lists_every_verb_those_of_the_launcher_included()
    {
        using var lab = new Laboratory();
        var help = lab.Mim("--help");
        Assert.Equal(0, help.Code);
        foreach (var verb in new[] { "reproduce", "table", "pretrain", "finetune", "probe", "masks", "data", "parity", "doctor", "setup", "test", "bundle", "clean", "--version" })
            Assert.Contains(verb, help.Output);
    }

    [Fact]
    public void Without_a_verb_the_overview_is_shown_as_a_usage_error()
    {
        using var lab = new Laboratory();
        var result = lab.Mim();
        Assert.Equal(2, result.Code);
        Assert.Contains("reproduce <slug>", result.Error);
        Assert.Contains("table [<slug>]", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("There is no command 'pretrian': did you mean 'pretrain'?", "pretrian", "simmim-32px-smoke")]
    [InlineData("mim masks has no option '--ration': did you mean '--ratio'?", "masks", "--ration", "0.5")]
    [InlineData("mim reproduce needs <slug>.", "reproduce", "--dry")]
    [InlineData("mim weights convert needs <output>.", "weights", "convert", "a.pth")]
    [InlineData("mim weights load needs <file> and <recipe>.", "weights", "load")]
    [InlineData("mim weights needs a verb: inspect, convert, load.", "weights")]
    [InlineData("it must be a whole number", "masks", "--samples", "99999999999")]
    [InlineData("must be one of: 'linear', 'knn', 'both'", "probe", "simmim-32px-smoke", "--scratch", "--method", "svm")]
    public void Usage_errors_are_one_sentence_without_names_of_types(string sentence, params string[] arguments)
    {
        using var lab = new Laboratory();
        var result = lab.Mim(arguments);
        Assert.Equal(2, result.Code);
        Assert.Contains(sentence, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("System.", result.Error);
        Assert.Equal(2, result.Error.Trim().Split('\n').Length); // the sentence, and where the help is
    }

    [Fact]
    public void The_version_names_the_product_and_its_commit_first()
    {
        using var lab = new Laboratory();
        Assert.Matches(@"^MimLab \d+\.\d+\.\d+ \(commit .+\)\r?\n", lab.Mim("--version").Output);
    }

    [Theory]
    [InlineData("reproduce", "--preset")]
    [InlineData("finetune", "--scratch")]
    [InlineData("masks", "--ratio")]
    public void Help_of_a_verb_lists_its_options(string verb, string option)
    {
        using var lab = new Laboratory();
        Assert.Contains(option, lab.Mim(verb, "--help").Output);
    }

    [Fact]
    public void Unknown_verb_is_a_usage_error_that_points_to_the_help()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("reprodcue", "mask-patch-size");
        Assert.Equal(2, result.Code);
        Assert.Contains("reprodcue", result.Error);
        Assert.Contains("mim --help", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("reproduce", "mask-patch-size", "--seeds", "none")]
    [InlineData("reproduce", "mask-patch-size", "--seeds", "0")]
    [InlineData("reproduce")]
    [InlineData("finetune", "simmim-32px-smoke")]
    [InlineData("finetune", "simmim-32px-smoke", "--scratch", "--from", "x.safetensors")]
    [InlineData("probe", "simmim-32px-smoke", "--scratch", "--method", "quadratic")]
    [InlineData("masks", "--ratio", "much")]
    public void Wrong_command_line_exits_with_2(params string[] arguments)
    {
        using var lab = new Laboratory();
        Assert.Equal(2, lab.Mim(arguments).Code);
    }

    [Theory]
    [InlineData("setup")]
    [InlineData("test")]
    [InlineData("bundle")]
    [InlineData("clean")]
    public void Verbs_of_the_launcher_say_where_they_live(string verb)
    {
        using var lab = new Laboratory();
        Assert.Contains($"environment/mim {verb}", lab.Mim(verb).Error);
    }
}
