using System.Diagnostics;
using MimLab.Training;

namespace MimLab.Tests.Training;

/// <summary>A training run in a process of its own, which hangs after a step so that a test can kill it there.</summary>
internal static class ChildRun
{
    private const string Marker = "reached";

    /// <summary>The test assembly's entry point: RECIPE FOLDER STEP.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is not [var recipe, var folder, var step]) return 2;
        var hang = new ProgressProbe(report =>
        {
            if (report.Step != int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)) return;
            Console.WriteLine(Marker);
            Thread.Sleep(Timeout.Infinite);
        });
        Pretraining.Run(Recipe.Load(recipe), new RunContext { Directory = folder, Seed = 1, Progress = hang });
        return 0;
    }

    /// <summary>Trains until after the step and kills the process without warning (SIGKILL).</summary>
    public static void TrainAndKill(string recipe, string folder, int step)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ChildRun).Assembly.Location, recipe, folder, $"{step}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var line = process.StandardOutput.ReadLine();
            Assert.True(line == Marker, line is null ? process.StandardError.ReadToEnd() : line);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
