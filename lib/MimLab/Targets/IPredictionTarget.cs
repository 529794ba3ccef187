using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// What a model predicts of each patch, and how far off a prediction is. Which patches count, and what the sum is divided by, is
/// the same for all targets: <see cref="TargetLoss"/>.
/// </summary>
public interface IPredictionTarget : IDisposable
{
    /// <summary>Numbers that the head predicts for each patch.</summary>
    int Outputs { get; }

    /// <summary>Places of a patch that have a true value each: pixels of the target, or 1 for a token.</summary>
    int Places { get; }

    /// <summary>Errors that are added up at each place: one for each colour, or 1.</summary>
    int ErrorsPerPlace { get; }

    /// <summary>The true values.</summary>
    /// <param name="patches">The pixels of each patch, normalised [B, L, C p p]</param>
    /// <returns>[B, L, ...], pixels or (int64) classes; never part of a gradient</returns>
    Tensor Truth(Tensor patches);

    /// <summary>The sum of all errors of each patch.</summary>
    /// <param name="predicted">[B, L, Outputs]</param>
    /// <param name="truth">From <see cref="Truth"/></param>
    /// <returns>[B, L]</returns>
    Tensor Errors(Tensor predicted, Tensor truth);

    /// <summary>A picture of a prediction: for classes the most likely or expected colour.</summary>
    /// <param name="predicted">[B, L, Outputs]</param>
    /// <returns>Pixels of each patch, normalised [B, L, C p p]</returns>
    Tensor Picture(Tensor predicted);
}
