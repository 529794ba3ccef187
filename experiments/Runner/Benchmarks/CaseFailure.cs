namespace MimLab.Runner.Benchmarks;

/// <summary>A case that could not be measured.</summary>
/// <param name="Case">The case with its precision.</param>
/// <param name="Why">A sentence.</param>
internal sealed record CaseFailure(string Case, string Why);
