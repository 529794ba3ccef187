namespace MimLab.Results;

/// <summary>How one of our differences stands to the paper's.</summary>
public enum PaperReading
{
    /// <summary>One of the two rows has not been run.</summary>
    NotRun,

    /// <summary>One of the two rows has no figure in the paper.</summary>
    NoFigure,

    /// <summary>One seed says nothing about noise, so nothing is read from it.</summary>
    OneSeed,

    /// <summary>Ours is within noise: it neither confirms nor contradicts the paper.</summary>
    WithinNoise,

    /// <summary>Ours is larger than noise and has the paper's sign.</summary>
    Agrees,

    /// <summary>Ours is larger than noise and has the other sign.</summary>
    Differs,

    /// <summary>Ours is larger than noise, where the paper's figures are equal.</summary>
    OnlyHere,
}
