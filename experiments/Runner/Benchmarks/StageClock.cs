using System.Diagnostics;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks;

/// <summary>Adds up where the time of training steps goes: forward pass, backward pass, update with its clipping.</summary>
internal sealed class StageClock(Device device)
{
    private readonly Dictionary<string, double> seconds = [];
    private long last;

    /// <summary>Seconds of each part since <see cref="Begin"/>; empty on a GPU, where a part ends long after it was asked for.</summary>
    public IReadOnlyDictionary<string, double> Seconds => seconds;

    /// <summary>Starts anew.</summary>
    public void Begin()
    {
        seconds.Clear();
        last = Stopwatch.GetTimestamp();
    }

    /// <summary>A part has ended.</summary>
    public void Mark(string part)
    {
        if (device.type != TorchSharp.DeviceType.CPU) return;
        var now = Stopwatch.GetTimestamp();
        seconds[part] = seconds.GetValueOrDefault(part) + Stopwatch.GetElapsedTime(last, now).TotalSeconds;
        last = now;
    }
}
