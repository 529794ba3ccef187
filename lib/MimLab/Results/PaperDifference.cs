namespace MimLab.Results;

/// <summary>One row's difference to the reference row, in the paper and here.</summary>
/// <param name="Label">How sentences name the row.</param>
/// <param name="Paper">The paper's figure minus its figure for the reference; null where it lacks one of them.</param>
/// <param name="Ours">Our headline metric minus that of the reference.</param>
public sealed record PaperDifference(string Label, double? Paper, Difference Ours)
{
    private const double Equal = 1e-9;

    /// <summary>What the two allow to say.</summary>
    public PaperReading Reading => (Ours.Verdict, Paper) switch
    {
        (Verdict.Missing, _) => PaperReading.NotRun,
        (_, null) => PaperReading.NoFigure,
        (Verdict.Unknown, _) => PaperReading.OneSeed,
        (Verdict.WithinNoise, _) => PaperReading.WithinNoise,
        (_, < Equal and > -Equal) => PaperReading.OnlyHere,
        (Verdict.Higher, > 0) or (Verdict.Lower, < 0) => PaperReading.Agrees,
        _ => PaperReading.Differs,
    };
}
