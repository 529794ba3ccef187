using System.Diagnostics;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>Weighted k-nearest-neighbour test of a frozen encoder: no training, so the quickest look at its features.</summary>
public static class KNearestNeighbours
{
    /// <summary>Extracts features of labelled images and of test images, and classifies the latter.</summary>
    /// <param name="recipe">Its model, data and knn sections are used.</param>
    /// <param name="pretrainedPath">The encoder file; null for an untrained encoder.</param>
    /// <param name="context">Device and seed.</param>
    /// <exception cref="UserError">The recipe has no knn section.</exception>
    public static EvaluationResult Run(Recipe recipe, string? pretrainedPath, RunContext context)
    {
        var watch = Stopwatch.StartNew();
        var settings = recipe.Need(recipe.Knn, "knn");
        var augmentation = EvaluationData.Augmentation(recipe);
        using var encoder = new FrozenEncoder(recipe, pretrainedPath, context);
        using var bank = EvaluationData.Labelled(recipe, augmentation, settings.BankImages, settings.Batch, context.Seed);
        using var queries = EvaluationData.Test(recipe, augmentation, settings.QueryImages, settings.Batch);

        using var stage = encoder.Begin("nearest neighbours", bank.Data.Count + queries.Data.Count);
        using var known = encoder.Extract(bank, [], null, settings.Precision, context.Stop);
        using var asked = encoder.Extract(queries, [], null, settings.Precision, context.Stop);
        var interrupted = known is null || asked is null;
        var top1 = interrupted ? double.NaN : Score(known!, asked!, bank.Data.ClassCount, settings);
        var seen = (known?.Count ?? 0L) + (asked?.Count ?? 0L);
        return new("knn", top1, asked?.Count ?? 0, known?.Count ?? 0, null, [], double.NaN, seen / watch.Elapsed.TotalSeconds, seen,
            watch.Elapsed.TotalSeconds, interrupted);
    }

    private static double Score(FeatureSet known, FeatureSet asked, int classes, NeighbourSettings settings)
    {
        using var scope = NewDisposeScope();
        var answers = NearestNeighbourVote.Classify(
            known.Layers[0], known.Labels, asked.Layers[0], classes, settings.Neighbours, settings.Temperature);
        return 100.0 * answers.eq(asked.Labels).sum().item<long>() / asked.Count;
    }
}
