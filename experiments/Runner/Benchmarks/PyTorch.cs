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

    // Importing torch takes seconds, so it is tried once.
    private static readonly Lazy<PyTorch?> Found = new(() =>
        Benchmarks.Python.ThatRuns(Question) is var (python, answer) && answer.Split('\n') is [var version, var blas] ? new(python, version, blas) : null);

    /// <summary>The PyTorch here.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static PyTorch Find() => Search()
        ?? throw new UserError("No Python here can import torch, which is what the benchmark compares with: install python3-torch (apt), or name a Python that has it in MIMLAB_PYTHON.");

    /// <summary>That of MIMLAB_PYTHON, else that of the Python in the path, else the system's; null where none can import torch.</summary>
    public static PyTorch? Search() => Found.Value;
}
