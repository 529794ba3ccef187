using System.Diagnostics;

namespace MimLab.Runner.Diagnosis;

/// <summary>The native libraries of this process, by their paths.</summary>
internal static class LoadedLibraries
{
    /// <summary>Real paths of every loaded shared library.</summary>
    public static IReadOnlyList<string> All()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(m => m.FileName).Where(f => f.Contains(".so", StringComparison.Ordinal) || f.Contains(".dll", StringComparison.OrdinalIgnoreCase)).Distinct()];
    }

    /// <summary>The matrix library that serves libtorch, and whether it is a fast one. Ask after the first product.</summary>
    public static (string Name, bool Fast) Blas(IReadOnlyList<string> libraries)
    {
        string? Find(string part) => libraries.FirstOrDefault(l => Path.GetFileName(l).Contains(part, StringComparison.OrdinalIgnoreCase));
        if (Find("libmkl") is { } mkl) return ($"MKL ({mkl})", true);
        if (libraries.FirstOrDefault(l => l.Contains("openblas-pthread", StringComparison.OrdinalIgnoreCase)) is { } threads)
            return ($"OpenBLAS with its own threads ({threads})", false); // fights with libtorch's OpenMP threads: training runs at half speed
        if (Find("libopenblas") is { } open) return ($"OpenBLAS ({open})", true);
        if (libraries.FirstOrDefault(l => l.Contains("openblas", StringComparison.OrdinalIgnoreCase)) is { } named)
            return ($"OpenBLAS ({named})", true);
        if (Find("libblis") is { } blis) return ($"BLIS ({blis})", true);
        if (Find("libblas") is { } reference) return ($"reference BLAS ({reference})", false);
        return ("built into libtorch", true); // pip builds link MKL or OpenBLAS statically
    }
}
