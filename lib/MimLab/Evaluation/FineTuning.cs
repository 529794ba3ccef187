using System.Diagnostics;
using MimLab.Data;
using MimLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Fine-tuning of all weights on labels, tested on the test split: the judge of SimMIM's tables (section 4.1.1). Without pre-trained
/// weights it is training from scratch, all else equal.
/// </summary>
public static class FineTuning
{
    private static readonly TimeSpan QuietSpell = TimeSpan.FromSeconds(5);

    /// <summary>Trains, or continues, and tests.</summary>
    /// <param name="recipe">Its model, data and finetune sections are used.</param>
    /// <param name="pretrainedPath">The encoder file of a pre-training run; null to train from scratch.</param>
    /// <param name="context">Folder, device, seed. The labelled images are chosen by the seed.</param>
    /// <exception cref="UserError">The recipe has no finetune section, or the encoder file does not fit the model.</exception>
    /// <exception cref="DivergedError">The loss or the gradient was not finite.</exception>
    public static EvaluationResult Run(Recipe recipe, string? pretrainedPath, RunContext context)
    {
        var watch = Stopwatch.StartNew();
        var settings = recipe.Need(recipe.Finetune, "finetune");
        var all = recipe.Data.Open(Split.Train);
        var labelled = EvaluationData.Labelled(all, settings.Labels, context.Seed);
        var shape = recipe.Model with { ImageSize = settings.Augmentation.Size };
        manual_seed(context.Seed);
        using var model = shape.CreateClassifier(all.ClassCount, settings.DropPath, settings.HeadScale);
        if (pretrainedPath is not null && EncoderWeights.Load((nn.Module)model.Encoder, pretrainedPath).Resized is { Count: > 0 } resized)
            context.Progress.Note($"Interpolated {resized.Count} position tables from another image size, {resized[0]} first.");
        if (settings.Blocks is { } blocks)
        {
            model.TuneLast(blocks);
            long Count(bool all) => model.parameters().Where(p => all || p.requires_grad).Sum(p => p.numel());
            context.Progress.Note($"Tuning the last {blocks} of {model.Encoder.Depth} blocks: {Count(false):N0} of {Count(true):N0} parameters.");
        }
        model.to(context.Device);

        var batchSize = Math.Min(settings.Batch, labelled.Count);
        using var loader = TrainingLoader.Create(labelled, settings.Augmentation, batchSize, context);
        using var test = EvaluationData.Test(recipe, settings.Augmentation, settings.TestImages, batchSize: 256);
        var plan = new TrainingPlan
        {
            Stage = pretrainedPath is null ? "training from scratch" : "fine-tuning",
            RecipeName = recipe.Name,
            Identity = new RunIdentity(recipe, Recipe.FinetuningPart, all.Hash, pretrainedPath is null ? "scratch" : ContentHash.OfFile(pretrainedPath)),
            RecipeText = recipe.ToJson(),
            Batch = batchSize,
            Accumulate = settings.Accumulate,
            BatchesPerEpoch = loader.BatchesPerEpoch,
            Updates = TrainingPlan.UpdatesFor(null, settings.Epochs, batchSize, settings.Accumulate, loader.BatchesPerEpoch),
            Optimizer = settings.Optimizer,
            Schedule = settings.Schedule,
            LayerDecayScales = settings.LayerDecayScales,
            ClipGrad = settings.ClipGrad,
            Precision = settings.Precision,
            Ema = settings.Ema,
            LogEvery = settings.LogEvery,
            CheckpointEvery = settings.CheckpointEvery,
            Encoder = settings.Blocks is null ? shape.AnyFineTuningShape() : null,
            TestEvery = settings.TestEvery is { } epochs ? Math.Max(1, (long)epochs * loader.BatchesPerEpoch / settings.Accumulate) : 0,
        };
        var groups = ParameterGroups.Of(model, model.Decays, settings.Optimizer.WeightDecay,
            name => ParameterGroups.LayerScale(settings.LayerDecay, model.LayerOf(name), model.LayerCount));
        using var trainer = new Trainer(plan, model, groups, context)
        {
            Batches = loader.Epoch,
            Loss = batch => Loss(model, batch, settings, context, all.ClassCount),
            Test = () => Test(model, test, context, settings.Precision),
        };
        var outcome = trainer.Run();
        foreach (var images in new[] { labelled, test.Data })
            if (images.Unreadable.Summary() is { } skipped) context.Progress.Note(skipped);
        return new EvaluationResult(
            pretrainedPath is null ? "scratch" : "finetune", outcome.Interrupted ? double.NaN : outcome.Curve[^1].Top1, test.Data.Count - test.Data.Unreadable.Count,
            labelled.Count, null, outcome.Curve, outcome.FinalLoss, outcome.ImagesPerSecond, outcome.ImagesSeen,
            Math.Max(outcome.Seconds, watch.Elapsed.TotalSeconds), outcome.Interrupted);
    }

    /// <summary>Cross-entropy with the smoothed labels, or with those of a batch mixed with itself.</summary>
    private static Tensor Loss(Models.Classifier model, Batch batch, FineTuneSettings settings, RunContext context, int classes)
    {
        var (images, labels) = (batch.Images.to(context.Device), batch.Labels.to(context.Device));
        if (settings is { Mixup: 0, Cutmix: 0 })
            return nn.functional.cross_entropy(model.forward(images), labels, label_smoothing: settings.LabelSmoothing);
        var mixing = BatchMixing.Draw(settings, (ulong)context.Seed, batch.Epoch, batch.Index, (int)images.size(2), (int)images.size(3));
        return SoftTargets.CrossEntropy(model.forward(mixing.Images(images)), mixing.Targets(SoftTargets.Of(labels, classes, settings.LabelSmoothing)));
    }

    /// <summary>Tests, and says every few seconds how far it is: a long test must not look like a run that hangs.</summary>
    private static double Test(Models.Classifier model, Loader images, RunContext context, Precision precision)
    {
        var sinceLine = Stopwatch.StartNew();
        return Accuracy.Top1(model, images, context.Device, precision, seen =>
        {
            if (sinceLine.Elapsed < QuietSpell || seen >= images.Data.Count) return;
            sinceLine.Restart();
            context.Progress.Note(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Testing: {seen:N0} of {images.Data.Count:N0} images"));
        });
    }
}
