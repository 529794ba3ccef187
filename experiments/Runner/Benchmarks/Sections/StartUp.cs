using System.Diagnostics;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>How long a person waits for the command line.</summary>
internal static class StartUp
{
    /// <summary>Its name.</summary>
    public const string Name = "startup";

    /// <summary>Measures it.</summary>
    public static Section Measure(SectionSettings settings)
    {
        var (program, first) = Contestant.OwnProgram();
        List<double> ours = [], theirs = [];
        settings.EachTurn(_ =>
        {
            ours.Add(Milliseconds(program, [.. first, "--help"]));
            if (settings.PyTorch is { } pytorch) theirs.Add(Milliseconds(pytorch.Python, ["-c", "import torch"]));
        });
        return new(Name, "Start-up", ["From the start of a process to its end; what it read stood in the system's cache already, but for the first turn perhaps."],
            [Figure.Of("mim --help", "ms", ours), .. theirs.Count > 0 ? [Figure.Of("python3 -c 'import torch'", "ms", theirs)] : Array.Empty<Figure>()],
            theirs.Count > 0 ? [] : ["PyTorch: no Python here can import torch."]);
    }

    private static double Milliseconds(string program, string[] arguments)
    {
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new UserError($"{program} {string.Join(' ', arguments)} ended with code {process.ExitCode} instead of 0.");
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
