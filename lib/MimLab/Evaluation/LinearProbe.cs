using System.Diagnostics;
using MimLab.Training;

namespace MimLab.Evaluation;

/// <summary>
/// Linear probe of a frozen encoder, of every block unless the recipe names one, as SimMIM reports it (Table 6: "best intermediate layer").
/// The best block is chosen on the test split, as there: it flatters the result a little, alike for all encoders.
/// </summary>
public static class LinearProbe
{
    private const long MostBytes = 1L << 30; // of features in memory at a time

    /// <summary>Extracts features, trains a classifier for each block, and tests it.</summary>
    /// <param name="recipe">Its model, data and probe sections are used.</param>
    /// <param name="pretrainedPath">The encoder file; null for an untrained encoder.</param>
    /// <param name="context">Device and seed.</param>
    /// <exception cref="UserError">The recipe has no probe section, or names a block that the encoder does not have.</exception>
    public static EvaluationResult Run(Recipe recipe, string? pretrainedPath, RunContext context) => Run(recipe, pretrainedPath, context, MostBytes);

    /// <summary>
    /// The same with a bound on the features in memory: as many blocks as fit share a pass over the images, and at least one has its
    /// own. The figures do not depend on it.
    /// </summary>
    internal static EvaluationResult Run(Recipe recipe, string? pretrainedPath, RunContext context, long mostBytes)
    {
        var watch = Stopwatch.StartNew();
        var settings = recipe.Need(recipe.Probe, "probe");
        using var encoder = new FrozenEncoder(recipe, pretrainedPath, context);
        if (settings.Layer > encoder.Depth)
            throw new UserError($"probe.layer is {settings.Layer} in recipe {recipe.Name}, but the encoder has {encoder.Depth} blocks.");
        int[] blocks = settings.Layer is { } one ? [one - 1] : [.. Enumerable.Range(0, encoder.Depth)];
        var augmentation = EvaluationData.Augmentation(recipe);
        using var train = EvaluationData.Labelled(recipe, augmentation, settings.Labels, 256, context.Seed);
        using var test = EvaluationData.Test(recipe, augmentation, settings.TestImages, 256);

        var images = train.Data.Count + test.Data.Count;
        var together = (int)Math.Clamp(mostBytes / ((long)sizeof(float) * images * encoder.Width), 1, blocks.Length);
        int[][] passes = [.. blocks.Chunk(together)];
        encoder.Begin("linear probe", (long)images * passes.Length);
        try
        {
            var curve = new List<(double Position, double Top1)>();
            foreach (var pass in passes) Probe(pass, curve);
            var interrupted = curve.Count < blocks.Length;
            var best = interrupted ? (Position: 0, Top1: double.NaN) : curve.MaxBy(c => c.Top1);
            var seen = (long)(settings.Epochs * train.Data.Count) * curve.Count;
            return new("probe", best.Top1, test.Data.Count, train.Data.Count, interrupted ? null : (int)best.Position, curve, double.NaN,
                seen / watch.Elapsed.TotalSeconds, seen, watch.Elapsed.TotalSeconds, interrupted);
        }
        finally
        {
            context.Progress.End();
        }

        void Probe(int[] pass, List<(double Position, double Top1)> curve)
        {
            using var features = encoder.Extract(train, pass, settings.Precision, context.Stop);
            using var testFeatures = features is null ? null : encoder.Extract(test, pass, settings.Precision, context.Stop);
            if (features is null || testFeatures is null) return;
            foreach (var (i, block) in pass.Index())
            {
                using var classifier = new LinearClassifier(features.Layers[i], features.Labels, train.Data.ClassCount, settings, context.Seed, context.Stop);
                if (context.Stop.IsCancellationRequested) return;
                curve.Add((block + 1, classifier.Top1(testFeatures.Layers[i], testFeatures.Labels)));
                context.Progress.Note($"Block {block + 1}: top-1 {curve[^1].Top1:0.00} %");
            }
        }
    }
}
