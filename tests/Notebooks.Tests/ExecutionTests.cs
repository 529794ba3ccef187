using System.Diagnostics;

namespace Notebooks.Tests;

/// <summary>
/// Executes every notebook for real, with Jupyter's own client and the repository's kernel, at sizes that take seconds.
/// </summary>
public class ExecutionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [SkippableTheory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void It_runs_from_top_to_bottom(string name)
    {
        // A build by dotnet alone has no record for the launcher, which would build again below the running tests.
        Skip.IfNot(Environment.GetEnvironmentVariable("MIMLAB_PYTHON") is { Length: > 0 }, "environment/mim test runs this.");
        var stored = Notebook.Open(name);
        var folder = Directory.CreateTempSubdirectory("mim-notebook-").FullName;
        try
        {
            Run([stored.Path, "--output", folder, .. stored.Smoke.SelectMany(value => new[] { "--set", $"{value.Key}={value.Value}" })]);
            var executed = Notebook.Read(Path.Combine(folder, Path.GetFileName(name)));
            Assert.All(executed.Outputs, output => Assert.NotEqual("error", (string)output["output_type"]!));
            // What a reader sees in the repository is what a run gives: the same kinds of output from the same cells.
            Assert.Equal(Kinds(stored), Kinds(executed));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Kinds(Notebook notebook) => notebook.CodeCells
        .Where(cell => cell["metadata"]!["tags"]?.ToJsonString().Contains("injected-parameters", StringComparison.Ordinal) != true)
        .Select(cell => string.Join(", ", cell["outputs"]!.AsArray().Select(output =>
            output!["data"] is { } data ? string.Join("+", data.AsObject().Select(form => form.Key).Order()) : (string)output["output_type"]!)));

    private static void Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Notebook.Repository, "environment", "mim"), ["notebook", "run", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The notebook did not end within {Patience.TotalMinutes} minutes.");
        }
        Assert.True(process.ExitCode == 0, $"mim notebook run ended with {process.ExitCode}:\n{output.Result}\n{errors.Result}");
    }
}
