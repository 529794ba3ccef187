namespace MimLab.Runner.Benchmarks;

/// <summary>What a side of a benchmark says of one turn.</summary>
/// <param name="Seconds">How long its steps took.</param>
/// <param name="Loss">The loss of the last one, before its update.</param>
/// <param name="PeakMiB">The most resident memory so far.</param>
/// <param name="Stages">Seconds of each part of the steps, where the side tells them.</param>
internal sealed record Turn(double Seconds, double Loss, double PeakMiB, IReadOnlyDictionary<string, double>? Stages);
