using System.Text.Json;
using MimLab;
using MimLab.Runner.Benchmarks;
using MimLab.Runner.Benchmarks.Sections;
using MimLab.Runner.Display;

namespace Runner.Tests.Benchmarks;

/// <summary>What a benchmark keeps of what it has measured.</summary>
public class BenchmarkReportTests
{
    [Fact]
    public void A_section_that_fails_or_is_stopped_keeps_what_it_handed_over()
    {
        using var laboratory = new Laboratory();
        using var stop = new CancellationTokenSource();
        var path = laboratory["page.md"];
        var report = new BenchmarkReport(path, []);
        Assert.Equal("Stopped before anything was measured.", report.Stopped);

        report.Measure("whole", soFar =>
        {
            soFar(Section("whole", "first"));
            return Section("whole", "first", "second");
        }, stop.Token);
        Assert.Equal($"Stopped; 1 section written to {path}.", report.Stopped);
        report.Measure("broken", soFar =>
        {
            soFar(Section("broken", "third"));
            throw new UserError("No memory.");
        }, stop.Token);
        Assert.True(report.Failed);
        Assert.Throws<OperationCanceledException>(() => report.Measure("stopped", soFar =>
        {
            soFar(Section("stopped", "fourth"));
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        }, stop.Token));

        Assert.Equal($"Stopped; 3 sections (the last in part) written to {path}.", report.Stopped);
        Assert.Equal(["first", "second", "third", "fourth"],
            File.ReadLines(path).Where(l => l.StartsWith("| ", StringComparison.Ordinal) && l.Contains(" ms ", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim()));
        Assert.Contains("- broken: No memory.", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => report.Measure("next", Section (_) => throw new UserError("Begun after the stop."), stop.Token));
    }

    [Fact]
    public void A_side_that_a_signal_ends_first_is_no_failure()
    {
        using var stop = new CancellationTokenSource();
        var report = new BenchmarkReport(null, []);
        var signal = new Thread(stop.Cancel);
        Assert.Throws<OperationCanceledException>(() => report.Measure("case", TrainingResult () =>
        {
            signal.Start();
            throw new UserError("The PyTorch side of the benchmark ended with code 130: KeyboardInterrupt");
        }, stop.Token));
        signal.Join();
        Assert.False(report.Failed);
        var output = new StringWriter();
        report.Show(new Terminal(output, new StringWriter(), interactive: false), json: true);
        Assert.Empty(JsonDocument.Parse(output.ToString()).RootElement.GetProperty("failures").EnumerateArray());
    }

    private static Section Section(string name, params string[] figures) => new(name, name, [], [.. figures.Select(f => new Figure(f, "ms", 1, 1, 1, 5))], []);
}
