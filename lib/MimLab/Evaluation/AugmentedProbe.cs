using MimLab.Data;
using MimLab.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Trains the classifiers on crops drawn anew in every epoch, as the released probes of MAE and BEiT do. Every image passes the
/// encoder each time, once for all blocks, and the blocks' losses are added up, which leaves each classifier its own gradient. It is
/// a training run like any other: logged, saved, resumed.
/// </summary>
internal sealed class AugmentedProbe(Recipe recipe, string? pretrainedPath, FrozenEncoder encoder, Loader train, Loader test, RunContext context) : IBlockJudge
{
    private readonly ProbeSettings settings = recipe.Probe!;

    /// <inheritdoc/>
    public long Seen { get; private set; }

    /// <inheritdoc/>
    public double TrainingSeconds { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<CurvePoint> Judge(int[] blocks, bool heldOut)
    {
        if (!heldOut) return Judge(blocks, train.Data, test, context, heldOut);
        var labels = Enumerable.Range(0, train.Data.Count).Select(train.Data.Label);
        var (kept, held) = HeldOutLabels.Of(labels, settings.HeldOut, train.Data.ClassCount, context.Seed);
        using var judges = EvaluationData.InOrder(new ImageSubset(train.Data, held, "held out"), train.Augmentation.Settings, 256);
        return Judge(blocks, new ImageSubset(train.Data, kept, "without those held out"), judges, context.Below("choosing"), heldOut);
    }

    private List<CurvePoint> Judge(int[] blocks, IImageDataset learned, Loader asked, RunContext place, bool heldOut)
    {
        var sizes = encoder.Lengths(blocks, settings);
        using var classifiers = new ModuleList<LinearClassifier>([.. sizes.Select(size => new LinearClassifier(size, learned.ClassCount, settings, place.Seed))]);
        classifiers.to(place.Device);
        if (!Train(classifiers, blocks, learned, place)) return [];
        if (!heldOut && learned.Unreadable.Summary() is { } skipped) place.Progress.Note(skipped); // else scoring them tells it
        classifiers.eval();
        var top1 = Top1(classifiers, blocks, asked);
        if (top1 is null) return [];
        List<CurvePoint> scores = [.. blocks.Zip(top1, (block, score) => new CurvePoint(block + 1, score))];
        foreach (var score in scores) LinearProbe.Tell(place, score, heldOut);
        return scores;
    }

    private bool Train(ModuleList<LinearClassifier> classifiers, int[] blocks, IImageDataset learned, RunContext place)
    {
        var batch = Math.Min(settings.Batch, learned.Count);
        using var loader = TrainingLoader.Create(learned, settings.Augmentation!, batch, place);
        var encoderHash = pretrainedPath is null ? "fresh" : ContentHash.OfFile(pretrainedPath);
        var plan = new TrainingPlan
        {
            Stage = "linear probe",
            RecipeName = recipe.Name,
            Identity = new RunIdentity(recipe, Recipe.ProbingPart, learned.Hash, encoderHash, string.Join(' ', blocks)),
            RecipeText = recipe.ToJson(),
            Batch = batch,
            Accumulate = settings.Accumulate,
            BatchesPerEpoch = loader.BatchesPerEpoch,
            Updates = TrainingPlan.UpdatesFor(null, settings.Epochs, batch, settings.Accumulate, loader.BatchesPerEpoch),
            Optimizer = settings.Optimizer,
            Schedule = settings.Schedule,
            ClipGrad = null,
            Precision = Precision.Fp32,
            Ema = null,
            LogEvery = settings.LogEvery,
            CheckpointEvery = settings.CheckpointEvery,
        };
        using var trainer = new Trainer(plan, classifiers, [.. classifiers.Select(c => c.Group(settings.Optimizer.WeightDecay))], place)
        {
            Batches = loader.Epoch,
            Loss = drawn => Loss(classifiers, blocks, drawn, place.Device),
        };
        var outcome = trainer.Run();
        Seen += outcome.ImagesSeen;
        TrainingSeconds += outcome.Seconds;
        return !outcome.Interrupted;
    }

    private Tensor Loss(ModuleList<LinearClassifier> classifiers, int[] blocks, Batch batch, Device device)
    {
        var features = Features(batch.Images.to(device), blocks);
        var labels = batch.Labels.to(device);
        return classifiers.Zip(features, (c, f) => nn.functional.cross_entropy(c.forward(f), labels)).Aggregate((sum, loss) => sum + loss);
    }

    /// <summary>What each classifier is given, [B, D] in float32: only the encoder computes in the settings' precision.</summary>
    private Tensor[] Features(Tensor images, int[] blocks)
    {
        using var frozen = no_grad();
        using var lowered = settings.Precision.Scope(encoder.Device);
        return Array.ConvertAll(encoder.Pooled(images, blocks, settings), features => features.to(ScalarType.Float32));
    }

    private double[]? Top1(ModuleList<LinearClassifier> classifiers, int[] blocks, Loader asked)
    {
        using var right = zeros(blocks.Length, dtype: ScalarType.Int64, device: encoder.Device); // read once, at the end
        long seen = 0;
        using var stage = encoder.Begin("linear probe: scoring", asked.Data.Count);
        var whole = encoder.Each(asked, Precision.Fp32, context.Stop, (images, labels) =>
        {
            right.add_(stack(classifiers.Zip(Features(images, blocks), (c, f) => c.forward(f).argmax(1).eq(labels).sum())));
            seen += labels.size(0);
        });
        return whole ? Array.ConvertAll(right.cpu().data<long>().ToArray(), count => 100.0 * count / seen) : null;
    }
}
