using System.Globalization;

namespace MimLab.Runner.Benchmarks;

/// <summary>How much of the processor others have used, so that a figure taken on a busy machine says so.</summary>
internal sealed class SystemLoad
{
    private const double TicksPerSecond = 100; // what Linux reports in, whatever its own clock
    private readonly double busy = BusySeconds();
    private readonly long started = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Mean number of cores that were busy with other work since this was made; 0 where the system does not tell.</summary>
    /// <param name="own">Processor seconds of the benchmark's own processes in that time.</param>
    public double ForeignCores(double own)
    {
        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Math.Max(0, (BusySeconds() - busy - own) / elapsed);
    }

    private static double BusySeconds()
    {
        if (!File.Exists("/proc/stat")) return 0;
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..8]
            .Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4]) / TicksPerSecond; // all but idle and waiting for a disk
    }
}
