using MimLab;
using MimLab.Runner.Benchmarks;

namespace Runner.Tests.Benchmarks;

/// <summary>What a side of the benchmark may answer.</summary>
public class ContestantTests
{
    [Fact]
    public void An_answer_that_is_no_figure_is_the_fault_of_that_side()
    {
        Assert.Contains("PyTorch side of the benchmark answered 'a warning'",
            Assert.Throws<UserError>(() => Shell("echo a warning; cat")).Message, StringComparison.Ordinal);
        using var lost = Shell("""echo '{"version": "1.0"}'; read steps; echo '{"seconds": 1, "loss": NaN, "peakMiB": 1}'; cat""");
        Assert.Equal("1.0", lost.Version);
        Assert.Contains("\"loss\": NaN", Assert.Throws<UserError>(() => lost.Run(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_side_that_ends_says_why()
    {
        Assert.Contains("ended with code 3: no memory",
            Assert.Throws<UserError>(() => Shell("echo first >&2; echo no memory >&2; exit 3")).Message, StringComparison.Ordinal);
    }

    private static Contestant Shell(string script) => new("PyTorch", "/bin/sh", ["-c", script], threads: 1);
}
