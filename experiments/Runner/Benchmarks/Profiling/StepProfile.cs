using System.Diagnostics;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks.Profiling;

/// <summary>Trains a case for a few steps and says which operators they spent their time in.</summary>
internal sealed class StepProfile(Workplace place, double seconds)
{
    /// <summary>What a trace keeps of a case: its file then stays below some 50 MB.</summary>
    public const int MostCalls = 200_000;

    private static readonly string[] PartsInOrder = ["forward", "backward", "update"];

    /// <summary>Profiles one case on the processor.</summary>
    /// <param name="test">The case.</param>
    /// <param name="precision">Of its step.</param>
    /// <param name="mostCalls">Calls to keep for a trace.</param>
    /// <param name="stop">Ends the run between steps.</param>
    public ProfileResult Run(TrainingCase test, Precision precision, int mostCalls, CancellationToken stop)
    {
        using var subject = TrainingSubject.Create(test.Resolve(place, precision), CPU);
        subject.Train(2); // buffers, threads, the optimizer's state
        var steps = 0;
        var clock = Stopwatch.StartNew();
        do Step();
        while (++steps < 3 || clock.Elapsed.TotalSeconds < seconds);
        var alone = clock.Elapsed.TotalSeconds;
        List<StepPart> parts = [];
        using var profile = new OperatorProfile(mostCalls);
        profile.Part = PartsInOrder[0];
        var began = Stopwatch.GetTimestamp();
        subject.Step.Passed = part =>
        {
            var now = Stopwatch.GetTimestamp();
            if (mostCalls > 0) parts.Add(new(part, Nanoseconds(began), Nanoseconds(now - began)));
            profile.Part = PartsInOrder[(Array.IndexOf(PartsInOrder, part) + 1) % PartsInOrder.Length];
            began = now;
        };
        clock.Restart();
        for (var i = 0; i < steps; i++) Step();
        var watched = clock.Elapsed.TotalSeconds;
        profile.Stop();
        return new()
        {
            Case = test.Label,
            Precision = precision.ToString().ToLowerInvariant(),
            Batch = test.Batch,
            Steps = steps,
            StepSeconds = alone / steps,
            WatchedSeconds = watched / steps,
            OutsideShare = Math.Max(0, 1 - profile.Operators.Sum(o => o.SelfSeconds) / watched),
            CallsLeftOut = profile.CallsLeftOut,
            Operators = [.. profile.Operators.Select(o => Row(o, steps, watched))],
            Calls = profile.Calls,
            Parts = parts,
        };

        void Step()
        {
            stop.ThrowIfCancellationRequested();
            subject.Train(1);
        }
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));

    private static ProfileRow Row(OperatorTime time, int steps, double watched) => new(
        time.Name, time.Part, time.Calls / (double)steps, 1000 * time.SelfSeconds / steps, time.SelfSeconds / watched,
        time.Bytes / 1e6 / steps, time.SelfSeconds > 0 ? time.Bytes / time.SelfSeconds / 1e9 : 0);
}
