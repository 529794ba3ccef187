namespace MimLab.Runner.Benchmarks.Profiling;

/// <summary>A part of a step, in nanoseconds of the clock that operators are timed with.</summary>
/// <param name="Name">forward, backward or update.</param>
/// <param name="Start">When it began.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record StepPart(string Name, long Start, long Duration);
