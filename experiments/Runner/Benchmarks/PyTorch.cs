using System.ComponentModel;
using System.Diagnostics;

namespace MimLab.Runner.Benchmarks;

/// <summary>The PyTorch that the benchmark is measured against.</summary>
/// <param name="Python">The Python that has it.</param>
/// <param name="Version">Its version.</param>
internal sealed record PyTorch(string Python, string Version)
{
    /// <summary>The PyTorch here.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static PyTorch Find() => Search()
        ?? throw new UserError("No Python here can import torch, which is what the benchmark compares with: install python3-torch (apt), or name a Python that has it in MIMLAB_PYTHON.");

    /// <summary>That of MIMLAB_PYTHON, else that of the Python in the path, else the system's; null where none can import torch.</summary>
    public static PyTorch? Search()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("MIMLAB_PYTHON"), "python3", "/usr/bin/python3"];
        foreach (var python in candidates)
            if (!string.IsNullOrEmpty(python) && VersionOf(python) is { } version) return new(python, version);
        return null;
    }

    private static string? VersionOf(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch; print(torch.__version__)"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? version : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
