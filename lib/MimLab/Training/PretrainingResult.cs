namespace MimLab.Training;

/// <summary>What a pre-training run leaves behind.</summary>
/// <param name="EncoderPath">The encoder alone (safetensors), for fine-tuning and probing; empty when interrupted.</param>
/// <param name="CheckpointPath">The last checkpoint, from which the run can be resumed.</param>
/// <param name="FinalLoss">Mean loss of the last logged steps.</param>
/// <param name="ImagesPerSecond">Images over training seconds of the whole run, tests and checkpoints left out.</param>
/// <param name="ImagesSeen">Images of the whole run, resumed parts included.</param>
/// <param name="Seconds">Training time of the whole run, resumed parts included.</param>
/// <param name="Interrupted">True when the run was stopped before its budget was spent.</param>
[TypeFormatterSource(typeof(PretrainingFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed record PretrainingResult(
    string EncoderPath, string CheckpointPath, double FinalLoss, double ImagesPerSecond, long ImagesSeen, double Seconds,
    bool Interrupted);
