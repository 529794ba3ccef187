using System.Runtime.InteropServices;

namespace MimLab.Runner.Benchmarks;

/// <summary>The library of linear algebra behind float32 matrix products.</summary>
internal static unsafe class BlasLibrary
{
    /// <summary>Its file, with what OpenBLAS says of itself; the first matrix product must have been made.</summary>
    public static string Loaded()
    {
        const string maps = "/proc/self/maps";
        if (!File.Exists(maps)) return "unknown";
        var path = File.ReadLines(maps).Select(l => l[(l.LastIndexOf(' ') + 1)..]).FirstOrDefault(IsBlas);
        if (path is null) return "within libtorch";
        return Configuration(path) is { } words ? $"{Path.GetFileName(path)} ({words})" : Path.GetFileName(path);
    }

    private static bool IsBlas(string path) =>
        Path.GetFileName(path) is var name && (name.StartsWith("libopenblas", StringComparison.Ordinal) || name.StartsWith("libmkl_", StringComparison.Ordinal)
            || name.StartsWith("libblis", StringComparison.Ordinal) || name.StartsWith("libblas.", StringComparison.Ordinal)
            || name.StartsWith("libnvpl_blas", StringComparison.Ordinal));

    // Its version, what it was built with, and the processor whose kernels it uses.
    private static string? Configuration(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library)) return null;
        return NativeLibrary.TryGetExport(library, "openblas_get_config", out var config)
            ? Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)config)())?.Trim()
            : null;
    }
}
