namespace MimLab.Results;

/// <summary>What a results file held.</summary>
/// <param name="Records">The records in file order, oldest first.</param>
/// <param name="Warning">A sentence about a torn last line that was left out, or null.</param>
public sealed record RecordReading(IReadOnlyList<RunRecord> Records, string? Warning);
