using System.Diagnostics;

namespace MimLab.Tests.Weights;

/// <summary>Debian's python3-torch, where it is installed, as the user at the other end of an exported file.</summary>
internal static class PythonTorch
{
    /// <summary>A Python that has PyTorch; null where there is none.</summary>
    public static string? Find() => new[] { Environment.GetEnvironmentVariable("MIMLAB_PYTHON"), "/usr/bin/python3", "python3" }
        .FirstOrDefault(python => !string.IsNullOrEmpty(python) && Run(python, Path.GetTempPath(), "import torch").Code == 0);

    /// <summary>Runs a script, or what the arguments say, in a folder.</summary>
    public static (int Code, string Text) Run(string python, string folder, string? script, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, script is null ? arguments : ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var text = process.StandardError.ReadToEnd() + output.Result;
            process.WaitForExit();
            return (process.ExitCode, text);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (-1, error.Message);
        }
    }
}
