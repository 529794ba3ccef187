using System.ComponentModel;
using System.Diagnostics;

namespace MimLab.Runner.Benchmarks;

/// <summary>The PyTorch that the benchmark is measured against.</summary>
/// <param name="Python">The Python that has it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Blas">The file of the library behind its float32 matrix products, or <c>within libtorch</c>.</param>
internal sealed record PyTorch(string Python, string Version, string Blas)
{
    private const string Question = """
        import os, re, torch
        torch.ones(64, 64) @ torch.ones(64, 64)
        maps = open("/proc/self/maps").read().split() if os.path.exists("/proc/self/maps") else []
        names = [os.path.basename(word) for word in maps if re.search(r"/lib(openblas|mkl_|blis|blas\.|nvpl_blas)[^/]*$", word)]
        print(torch.__version__, names[0] if names else "within libtorch", sep="\n")
        """;

    /// <summary>The PyTorch here.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static PyTorch Find() => Search()
        ?? throw new UserError("No Python here can import torch, which is what the benchmark compares with: install python3-torch (apt), or name a Python that has it in MIMLAB_PYTHON.");

    /// <summary>That of MIMLAB_PYTHON, else that of the Python in the path, else the system's; null where none can import torch.</summary>
    public static PyTorch? Search()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("MIMLAB_PYTHON"), "python3", "/usr/bin/python3"];
        foreach (var python in candidates)
            if (!string.IsNullOrEmpty(python) && Ask(python) is [var version, var blas]) return new(python, version, blas);
        return null;
    }

    private static string[]? Ask(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", Question])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? answer.Split('\n') : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
