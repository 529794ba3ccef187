namespace MimLab.Training;

/// <summary>How a stage ended.</summary>
internal sealed record TrainingOutcome(
    bool Interrupted, double FinalLoss, double ImagesPerSecond, long ImagesSeen, double Seconds,
    IReadOnlyList<(double Position, double Top1)> Curve, string CheckpointPath);
