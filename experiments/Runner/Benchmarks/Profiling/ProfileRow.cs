namespace MimLab.Runner.Benchmarks.Profiling;

/// <summary>An operator in one part of a training step; figures are those of a step.</summary>
/// <param name="Operator">Its name in libtorch, or of a node of the backward pass.</param>
/// <param name="Part">forward, backward or update.</param>
/// <param name="Calls">Calls.</param>
/// <param name="SelfMilliseconds">Time without the operators that it calls.</param>
/// <param name="Share">That over the time of the step.</param>
/// <param name="Megabytes">10^6 bytes of its inputs and results; 0 for what only looks or calls others.</param>
/// <param name="GigabytesPerSecond">10^9 of them a second of its own time.</param>
internal sealed record ProfileRow(string Operator, string Part, double Calls, double SelfMilliseconds, double Share, double Megabytes, double GigabytesPerSecond);
