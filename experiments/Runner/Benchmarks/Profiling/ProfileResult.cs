using System.Text.Json.Serialization;

namespace MimLab.Runner.Benchmarks.Profiling;

/// <summary>Where the time of a case's training step goes.</summary>
internal sealed record ProfileResult
{
    /// <summary>The case.</summary>
    public required string Case { get; init; }

    /// <summary>bf16 or fp32.</summary>
    public required string Precision { get; init; }

    /// <summary>Images in a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Steps that were watched.</summary>
    public required int Steps { get; init; }

    /// <summary>Seconds of a step that nobody watches.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>Seconds of a watched step, which shares are taken of.</summary>
    public required double WatchedSeconds { get; init; }

    /// <summary>Share of the time between operators: this program and the autograd engine.</summary>
    public required double OutsideShare { get; init; }

    /// <summary>Calls that the trace has not, because it is full; 0 without a trace.</summary>
    public required long CallsLeftOut { get; init; }

    /// <summary>The operators, most time first.</summary>
    public required IReadOnlyList<ProfileRow> Operators { get; init; }

    /// <summary>Single calls for the trace.</summary>
    [JsonIgnore]
    public IReadOnlyList<OperatorCall> Calls { get; init; } = [];

    /// <summary>The parts of the steps for the trace.</summary>
    [JsonIgnore]
    public IReadOnlyList<StepPart> Parts { get; init; } = [];
}
