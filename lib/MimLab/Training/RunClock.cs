using System.Diagnostics;

namespace MimLab.Training;

/// <summary>Training time: of this process, of the whole run with its interrupted parts, and since the last log line.</summary>
internal sealed class RunClock(double secondsBefore)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private double lapStart;

    /// <summary>Seconds of the whole run.</summary>
    public double Total => secondsBefore + watch.Elapsed.TotalSeconds;

    /// <summary>Images per second of this process.</summary>
    public double Rate(long images) => images / Math.Max(watch.Elapsed.TotalSeconds, 1e-9);

    /// <summary>Images per second since the last call.</summary>
    public double Lap(long images)
    {
        var now = watch.Elapsed.TotalSeconds;
        var rate = images / Math.Max(now - lapStart, 1e-9);
        lapStart = now;
        return rate;
    }
}
