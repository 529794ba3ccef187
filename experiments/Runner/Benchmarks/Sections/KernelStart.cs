using System.Diagnostics;
using System.Text.Json;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>How long a person waits for the notebook kernel: the figures of <c>environment/mim notebook benchmark</c>.</summary>
internal static class KernelStart
{
    /// <summary>Its name.</summary>
    public const string Name = "kernel";

    private const int Cells = 50;

    /// <summary>Measures it.</summary>
    public static Section Measure(SectionSettings settings)
    {
        var launcher = Path.Combine(settings.Place.Root, "environment", "mim");
        if (!File.Exists(launcher)) return Of([], [$"The kernel: {launcher} is not here, which starts it."]);
        settings.Step($"{settings.Turns} kernels");
        var start = new ProcessStartInfo(launcher, ["notebook", "benchmark", "--kernels", $"{settings.Turns}", "--cells", $"{Cells}", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        settings.Stop.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) return Of([], [$"The kernel: its benchmark ended with code {process.ExitCode}: {Last(errors.Result)}"]);
        var figures = JsonSerializer.Deserialize<IReadOnlyList<Row>>(Last(answer), JsonSerializerOptions.Web)!;
        return Of([.. figures.Select(f => Figure.Of(f.Name, f.Unit, f.Values))], []);
    }

    private static Section Of(IReadOnlyList<Figure> figures, IReadOnlyList<string> missing) =>
        new(Name, "Notebook kernel", [$"Kernels started one after the other by Jupyter's client, {Cells} trivial cells in each."], figures, missing);

    private static string Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("without a word").Trim();

    private sealed record Row(string Name, string Unit, double[] Values);
}
