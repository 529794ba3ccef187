namespace MimLab.Parity;

/// <summary>
/// How closely a model here follows an official one. Errors are the largest over the compared tensors of max |a - b| / max |b|;
/// null means that the fixture holds nothing to compare.
/// </summary>
/// <param name="Name">The fixture.</param>
/// <param name="OutputError">Of the reconstruction, the encoder's output and the loss.</param>
/// <param name="ActivationError">Of what modules on the way put out.</param>
/// <param name="GradientError">Of the gradients of the loss.</param>
/// <param name="CurveError">
/// Of the losses over AdamW steps, where rounding alone does not make more (then a note says so).
/// </param>
/// <param name="Passed">Known, and within 1e-5, 1e-5, 1e-4 and 1e-4.</param>
/// <param name="Notes">What else to know: the worst tensors, names that differ, things not compared.</param>
public sealed record ParityResult(
    string Name, double? OutputError, double? ActivationError, double? GradientError, double? CurveError, bool Passed, IReadOnlyList<string> Notes)
{
    /// <summary>Largest error of outputs and activations that passes.</summary>
    public const double ValueTolerance = 1e-5;

    /// <summary>Largest error of gradients and curves that passes.</summary>
    public const double GradientTolerance = 1e-4;

    /// <summary>
    /// Largest distance |a - b| / |b| (L2 norms) that passes for a parameter after 20 steps. It is wide because AdamW turns a
    /// gradient that is zero but for rounding into steps as long as any other.
    /// </summary>
    public const double ParameterTolerance = 1e-2;

    /// <summary>
    /// Of the parameters after the AdamW steps, in L2 norms, within 1e-2 to pass; null when there is nothing to compare.
    /// </summary>
    public double? ParameterError { get; init; }

    /// <summary>Whether this version knows the kind of model at all; an unknown one neither passes nor fails.</summary>
    public bool Known { get; init; } = true;
}
