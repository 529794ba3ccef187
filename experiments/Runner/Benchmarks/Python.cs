using System.ComponentModel;
using System.Diagnostics;

namespace MimLab.Runner.Benchmarks;

/// <summary>The Pythons here.</summary>
internal static class Python
{
    /// <summary>
    /// The first of MIMLAB_PYTHON's, that in the path and the system's which runs a piece of code to its end, and what it printed, without
    /// blanks at its ends; null where none does.
    /// </summary>
    public static (string Program, string Answer)? ThatRuns(string code)
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("MIMLAB_PYTHON"), "python3", "/usr/bin/python3"];
        foreach (var python in candidates)
            if (!string.IsNullOrEmpty(python) && Ask(python, code) is { } answer) return (python, answer);
        return null;
    }

    private static string? Ask(string python, string code)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", code])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? answer : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
