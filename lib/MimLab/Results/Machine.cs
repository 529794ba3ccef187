using System.Globalization;
using System.Runtime.InteropServices;

namespace MimLab.Results;

/// <summary>The computer a run used.</summary>
public sealed record Machine
{
    /// <summary>The processor's model name.</summary>
    public required string Cpu { get; init; }

    /// <summary>Logical cores this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory this process may use, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Operating system, e.g. <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string Os { get; init; }

    /// <summary>The .NET runtime, e.g. <c>.NET 10.0.1</c>.</summary>
    public required string DotNet { get; init; }

    /// <summary>Describes this computer. Limits set by a container count.</summary>
    public static Machine Collect() => new()
    {
        Cpu = ReadCpu(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Os = ReadOs(),
        DotNet = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>One line: processor, cores, memory.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Cpu}, {Cores} {(Cores == 1 ? "core" : "cores")}, {MemoryBytes / (double)(1L << 30):0.#} GiB");

    private static string ReadCpu()
    {
        if (File.Exists("/proc/cpuinfo"))
            foreach (var line in File.ReadLines("/proc/cpuinfo"))
                if (line.StartsWith("model name", StringComparison.Ordinal) && line.IndexOf(':') is > 0 and var colon)
                    return line[(colon + 1)..].Trim();
        return RuntimeInformation.ProcessArchitecture.ToString(); // ARM kernels do not name the model
    }

    private static string ReadOs()
    {
        if (File.Exists("/etc/os-release"))
            foreach (var line in File.ReadLines("/etc/os-release"))
                if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
                    return line["PRETTY_NAME=".Length..].Trim('"');
        return RuntimeInformation.OSDescription;
    }
}
