namespace MimLab.Results;

/// <summary>What may be said about a difference of two means.</summary>
public enum Verdict
{
    /// <summary>One of the means does not exist yet.</summary>
    Missing,

    /// <summary>One side has a single seed, so nothing is known about noise.</summary>
    Unknown,

    /// <summary>Not larger than the combined standard deviation.</summary>
    WithinNoise,

    /// <summary>Higher by more than noise.</summary>
    Higher,

    /// <summary>Lower by more than noise.</summary>
    Lower,
}
