using MimLab.Models;

namespace MimLab.Training;

/// <summary>One logged step: a line of metrics.jsonl, a point of the TensorBoard curves, a move of the progress bar.</summary>
/// <param name="Step">Updates done, counted from 1.</param>
/// <param name="TotalSteps">Updates of the whole stage.</param>
/// <param name="Images">Images seen so far.</param>
/// <param name="TotalImages">Images the stage will see.</param>
/// <param name="Epoch">Passes over the training set so far, with the part of the current one.</param>
/// <param name="Loss">Mean loss of the steps since the last report.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="GradientNorm">Norm of the whole gradient at this step, before clipping.</param>
/// <param name="ImagesPerSecond">Rate since the last report.</param>
/// <param name="Seconds">Training time so far, interrupted runs added up.</param>
/// <param name="RemainingSeconds">Estimated time to the end of the stage at the run's mean rate.</param>
public readonly record struct StepReport(
    long Step, long TotalSteps, long Images, long TotalImages, double Epoch, double Loss, double LearningRate,
    double GradientNorm, double ImagesPerSecond, double Seconds, double RemainingSeconds)
{
    /// <summary>
    /// Numbers inside the model after this step, by name (<see cref="MaskedImageModel.Readings"/>); null where there are none.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Readings { get; init; }
}
