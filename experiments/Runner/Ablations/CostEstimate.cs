using MimLab.Data;
using MimLab.Models;
using MimLab.Training;
using TorchSharp;

namespace MimLab.Runner.Ablations;

/// <summary>What one run of a cell costs: by arithmetic, and by the speed of a few real training steps on this machine.</summary>
/// <param name="Parameters">Learned numbers of the pre-trained model, or of the classifier's encoder where nothing is pre-trained.</param>
/// <param name="FlopsPerImage">Floating-point operations of one training image.</param>
/// <param name="PretrainingImages">Images of pre-training.</param>
/// <param name="EvaluationImages">
/// Training images of fine-tuning, and a third of each image that only passes forward, counted in images of pre-training that
/// cost as much.
/// </param>
/// <param name="ImagesPerSecond">Measured speed of training steps.</param>
public sealed record CostEstimate(long Parameters, double FlopsPerImage, long PretrainingImages, double EvaluationImages, double ImagesPerSecond)
{
    private const double AffordableStep = 6e11; // a step of the measurement takes a second or two on a few cores
    private const int Steps = 4;

    /// <summary>Estimated seconds of one run.</summary>
    public double Seconds => (PretrainingImages + EvaluationImages) / ImagesPerSecond;

    /// <summary>Those of its evaluation alone.</summary>
    public double EvaluationSeconds => EvaluationImages / ImagesPerSecond;

    /// <summary>Estimates the cost of <paramref name="run"/>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="trainImages">Images of the training set.</param>
    /// <param name="testImages">Images of the test set.</param>
    /// <param name="imagesPerSecond">Speed, from <see cref="Measure"/>.</param>
    public static CostEstimate Of(PlannedRun run, int trainImages, int testImages, double imagesPerSecond)
    {
        var recipe = WithMask(run.Recipe);
        var pretraining = recipe.Pretrain is { } p ? p.Images ?? (long)(p.Epochs!.Value * trainImages) : 0;
        var forward = 0.0;
        var trained = 0.0;
        if (recipe.Finetune is { } f)
        {
            trained = (f.Labels ?? trainImages) * f.Epochs;
            forward += (f.TestImages ?? testImages) * (f.TestEvery is { } every ? f.Epochs / every : 1.0);
        }
        if (recipe.Probe is { } probe) forward += (probe.Labels ?? trainImages) * Looks(probe) + (probe.TestImages ?? testImages);
        if (recipe.Knn is { } knn) forward += (knn.BankImages ?? trainImages) + (knn.QueryImages ?? testImages);
        var parameters = recipe.Pretrain is null ? ModelCost.EncoderParameters(recipe.Model.AnyFineTuningShape()) : PretrainingCost.Parameters(recipe.Model);
        return new CostEstimate(parameters, PretrainingCost.FlopsPerImage(recipe.Model, recipe.Mask), pretraining,
            (trained + forward / 3) * PretrainingCost.EvaluationShare(recipe.Model, recipe.Mask), imagesPerSecond);
    }

    /// <summary>What decides the speed: runs with equal keys are timed once.</summary>
    public static object SpeedKey(Recipe recipe) =>
        (recipe.Model with { FusedBlocks = null, Depths = null }, string.Join('-', recipe.Model.Depths ?? []), recipe.Model.FusedBlocks?.Count, PretrainingCost.KeptPatches(recipe.Model, WithMask(recipe).Mask), recipe.Pretrain?.Batch ?? recipe.Finetune?.Batch ?? 0, (recipe.Pretrain?.Precision ?? recipe.Finetune?.Precision ?? Precision.Auto).ToString());

    /// <summary>
    /// Times a few pre-training steps of the recipe's model on generated images, so that it needs no data set and no reading.
    /// </summary>
    /// <returns>Images per second of the fastest step.</returns>
    public static double Measure(Recipe recipe, torch.Device device, CancellationToken stop = default)
    {
        recipe = WithMask(recipe);
        var shape = recipe.Model.AnyEncoderShape();
        var affordable = device.type == DeviceType.CPU ? Math.Max(2, (int)(AffordableStep / PretrainingCost.FlopsPerImage(recipe.Model, recipe.Mask))) : int.MaxValue;
        var template = recipe.Pretrain ?? new PretrainSettings();
        var batch = Math.Min(recipe.Pretrain?.Batch ?? recipe.Finetune?.Batch ?? 64, affordable);
        var timed = recipe with
        {
            Data = new DatasetSettings { Set = "shapes", Size = Math.Max(32, shape.ImageSize), TrainCount = batch * Steps, TestCount = 10 },
            Mask = PretrainingCost.KeptPatches(recipe.Model, recipe.Mask) is null ? new() { CellSize = 0, Ratio = 0.5 } : recipe.Mask,
            Tokenizer = recipe.Tokenizer is null ? null : recipe.Tokenizer with { Images = batch, Batch = batch },
            Components = recipe.Components is null ? null : new() { Images = batch },
            Clusters = recipe.Clusters is null ? null : new() { PixelsPerImage = 4096, Iterations = 1 },
            Pretrain = template with
            {
                Images = (long)batch * Steps,
                Epochs = null,
                Batch = batch,
                Accumulate = 1,
                LogEvery = 1,
                Schedule = new(), // a warm-up of epochs would be longer than these few steps
                Precision = recipe.Pretrain?.Precision ?? recipe.Finetune?.Precision ?? Precision.Auto,
                Augmentation = template.Augmentation with { Size = shape.ImageSize },
            },
        };
        var folder = Directory.CreateTempSubdirectory("mim-timing-");
        try
        {
            var speeds = new SpeedListener();
            Pretraining.Run(timed with { TargetFolder = folder.FullName }, new RunContext { Directory = folder.FullName, Device = device, Progress = speeds, Stop = stop });
            stop.ThrowIfCancellationRequested();
            return speeds.Best;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>How often a probe's encoder sees a labelled image: to choose its block where some are held out, to train.</summary>
    private static double Looks(ProbeSettings probe)
    {
        if (probe.Augmentation is null) return probe.HeldOut > 0 ? 2 : 1;
        return probe.Epochs + (probe.HeldOut > 0 ? probe.Epochs * (1 - probe.HeldOut) + probe.HeldOut : 0);
    }

    /// <summary>
    /// A run from scratch has no mask of its own, but its model is timed as in pre-training, where some patches must be hidden
    /// and some kept.
    /// </summary>
    private static Recipe WithMask(Recipe recipe) => recipe.Pretrain is null ? recipe with { Mask = new() { CellSize = 0, Ratio = 0.5 } } : recipe;

    private sealed class SpeedListener : IRunProgress
    {
        public double Best { get; private set; }

        public void Begin(string stage, long totalImages) { }

        public void Report(StepReport report) => Best = Math.Max(Best, report.ImagesPerSecond);

        public void Note(string line) { }

        public void End() { }
    }
}
