namespace MimLab.Training;

/// <summary>How a stage ended.</summary>
internal sealed record TrainingOutcome(
    bool Interrupted, double FinalLoss, double ImagesPerSecond, long ImagesSeen, double Seconds,
    IReadOnlyList<CurvePoint> Curve, string CheckpointPath)
{
    /// <summary>How the stage stands by its last checkpoint.</summary>
    public static TrainingOutcome Of(TrainerState state, long updates, long imagesPerUpdate, string checkpoint) => new(
        state.Step < updates, state.LastLoss ?? double.NaN, state.Step * imagesPerUpdate / state.TrainingSeconds, state.Step * imagesPerUpdate,
        state.Seconds, [.. state.Curve.Select(c => new CurvePoint(c[0], c[1]))], checkpoint);
}
