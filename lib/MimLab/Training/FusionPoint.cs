namespace MimLab.Training;

/// <summary>The weights of MFF's fusion at one logged step.</summary>
/// <param name="Step">Updates done.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Weights">The share of each fused block, in their order; they add up to 1.</param>
public sealed record FusionPoint(long Step, long Images, IReadOnlyList<double> Weights);
