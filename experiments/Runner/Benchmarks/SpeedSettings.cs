using System.Collections;

namespace MimLab.Runner.Benchmarks;

/// <summary>What decides the speed of libtorch beside the machine's model: instruction sets, libraries, environment variables.</summary>
internal static class SpeedSettings
{
    private static readonly string[] Prefixes = ["OPENBLAS_", "OMP_", "GOMP_", "KMP_", "DNNL_", "ONEDNN_", "MKL_", "ATEN_CPU_", "MALLOC_"];

    /// <summary>Instruction sets that matrix products and fused operators have code for, on x86-64 and on arm64.</summary>
    private static readonly (string Field, string[] Flags)[] Sets =
    [
        ("flags", ["avx2", "avx512f", "avx512_bf16", "amx_bf16"]),
        ("Features", ["asimd", "bf16", "i8mm", "sve"]),
    ];

    /// <summary>One line each, for what was measured.</summary>
    /// <param name="pytorch">The other side, null where there is none.</param>
    public static IEnumerable<string> Lines(PyTorch? pytorch)
    {
        if (File.Exists("/proc/cpuinfo") && Instructions(File.ReadLines("/proc/cpuinfo")) is { } sets) yield return sets;
        var (ours, theirs) = (BlasLibrary.Loaded(), pytorch?.Blas);
        yield return $"BLAS: {ours}{(theirs is null || ours.StartsWith(theirs, StringComparison.Ordinal) ? "" : $"; PyTorch's: {theirs}")}";
        yield return Variables(Environment.GetEnvironmentVariables());
    }

    /// <summary>Which of the known instruction sets the processor has and lacks; null where the system does not tell.</summary>
    /// <param name="cpuinfo">Lines of /proc/cpuinfo.</param>
    public static string? Instructions(IEnumerable<string> cpuinfo)
    {
        foreach (var line in cpuinfo)
        {
            if (line.IndexOf(':') is var colon && colon < 0) continue;
            var (field, flags) = Sets.FirstOrDefault(s => s.Field == line[..colon].Trim());
            if (field is null) continue;
            var has = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
            var (there, missing) = (flags.Where(has.Contains).ToList(), flags.Where(f => !has.Contains(f)).ToList());
            return $"instruction sets: {(there.Count > 0 ? string.Join(", ", there) : "none of those looked for")}{(missing.Count > 0 ? $"; not {string.Join(", ", missing)}" : "")}";
        }
        return null;
    }

    /// <summary>The variables that change speed, with their values.</summary>
    public static string Variables(IDictionary environment)
    {
        var set = environment.Cast<DictionaryEntry>()
            .Where(v => Prefixes.Any(p => ((string)v.Key).StartsWith(p, StringComparison.Ordinal)))
            .Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal).ToList();
        return set.Count > 0
            ? $"environment, which changes speed: {string.Join(", ", set)} (--threads replaces OMP_NUM_THREADS)"
            : $"environment: none of {string.Join(", ", Prefixes.Select(p => p + "*"))} is set";
    }
}
