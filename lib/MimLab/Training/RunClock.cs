using System.Diagnostics;

namespace MimLab.Training;

/// <summary>
/// The time of the whole run with its interrupted parts, and the rate of training, from which tests and checkpoints are left out.
/// </summary>
internal sealed class RunClock(double secondsBefore, double trainingBefore)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private double aside;
    private double lapStart;

    /// <summary>Seconds of the whole run.</summary>
    public double Total => secondsBefore + watch.Elapsed.TotalSeconds;

    /// <summary>Seconds of training alone.</summary>
    public double Training => trainingBefore + Here;

    private double Here => watch.Elapsed.TotalSeconds - aside;

    /// <summary>Does something that is not training.</summary>
    public void Aside(Action work)
    {
        var start = watch.Elapsed.TotalSeconds;
        work();
        aside += watch.Elapsed.TotalSeconds - start;
    }

    /// <summary>Images per second since the last call.</summary>
    public double Lap(long images)
    {
        var now = Here;
        var rate = images / Math.Max(now - lapStart, 1e-9);
        lapStart = now;
        return rate;
    }
}
