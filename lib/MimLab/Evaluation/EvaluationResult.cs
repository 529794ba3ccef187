using MimLab.Training;

namespace MimLab.Evaluation;

/// <summary>How well an encoder does at a task.</summary>
/// <param name="Method">"finetune", "scratch", "probe" or "knn".</param>
/// <param name="Top1">Test images classified rightly, in percent; NaN when interrupted.</param>
/// <param name="TestImages">Test images classified.</param>
/// <param name="Labels">Labelled images used.</param>
/// <param name="Layer">For a probe: the block with the best result, counted from 1.</param>
/// <param name="Curve">
/// (position, top-1 in percent): per tested epoch for fine-tuning; per block for a probe, on held-out labelled images where these
/// choose.
/// </param>
/// <param name="FinalLoss">Last training loss; NaN where nothing is trained.</param>
/// <param name="ImagesPerSecond">Training images over training seconds.</param>
/// <param name="ImagesSeen">Training images seen.</param>
/// <param name="Seconds">Time of training and testing.</param>
/// <param name="Interrupted">True when the run was stopped before the end.</param>
[TypeFormatterSource(typeof(EvaluationFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed record EvaluationResult(
    string Method, double Top1, int TestImages, int Labels, int? Layer, IReadOnlyList<CurvePoint> Curve,
    double FinalLoss, double ImagesPerSecond, long ImagesSeen, double Seconds, bool Interrupted);
