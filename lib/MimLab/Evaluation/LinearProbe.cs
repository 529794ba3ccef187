using System.Diagnostics;
using MimLab.Training;

namespace MimLab.Evaluation;

/// <summary>
/// Linear probe of a frozen encoder, of every block unless the recipe names one, as SimMIM reports it (Table 6: "best intermediate layer").
/// The best block is chosen on the test split, which flatters the result a little, alike for all encoders; or, where the recipe
/// holds some of the labelled images out, on these, and then test images decide nothing.
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
        if (settings.Layer is { } named && Math.Abs(named) > encoder.Depth)
            throw new UserError($"probe.layer is {settings.Layer} in recipe {recipe.Name}, but the encoder has {encoder.Depth} blocks.");
        int[] blocks = settings.Layer is { } one ? [one > 0 ? one - 1 : encoder.Depth + one] : [.. Enumerable.Range(0, encoder.Depth)];
        var augmentation = EvaluationData.Augmentation(recipe);
        using var train = EvaluationData.Labelled(recipe, augmentation, settings.Labels, 256, context.Seed);
        using var test = EvaluationData.Test(recipe, augmentation, settings.TestImages, 256);

        var images = (long)train.Data.Count + test.Data.Count;
        var together = (int)Math.Clamp(mostBytes / (sizeof(float) * images * encoder.Width), 1, blocks.Length);
        int[][] passes = [.. blocks.Chunk(together)];
        var choosing = settings.HeldOut > 0;
        encoder.Begin("linear probe", choosing ? (long)train.Data.Count * passes.Length + images : images * passes.Length);
        try
        {
            var (curve, seen) = (new List<(double Position, double Top1)>(), 0L);
            foreach (var pass in passes)
                if (choosing) Choose(pass);
                else Test(pass, curve);
            var best = curve.Count < blocks.Length ? (Position: 0, Top1: double.NaN) : curve.MaxBy(c => c.Top1);
            if (choosing && best.Position > 0)
            {
                var last = new List<(double Position, double Top1)>();
                Test([(int)best.Position - 1], last);
                best = last.Count == 0 ? (Position: 0, Top1: double.NaN) : last[0];
            }
            var interrupted = best.Position == 0;
            return new("probe", best.Top1, test.Data.Count, train.Data.Count, interrupted ? null : (int)best.Position, curve, double.NaN,
                seen / watch.Elapsed.TotalSeconds, seen, watch.Elapsed.TotalSeconds, interrupted);

            void Choose(int[] pass)
            {
                using var all = encoder.Extract(train, pass, settings.Precision, context.Stop);
                if (all is null) return;
                var (kept, held) = all.HoldOut(settings.HeldOut, train.Data.ClassCount, context.Seed);
                using (kept) using (held) Score(pass, kept, held, curve, "on held-out labelled images");
            }

            void Test(int[] pass, List<(double Position, double Top1)> scores)
            {
                using var learned = encoder.Extract(train, pass, settings.Precision, context.Stop);
                using var asked = learned is null ? null : encoder.Extract(test, pass, settings.Precision, context.Stop);
                if (learned is not null && asked is not null) Score(pass, learned, asked, scores, "on test images");
            }

            void Score(int[] pass, FeatureSet learned, FeatureSet asked, List<(double Position, double Top1)> scores, string where)
            {
                foreach (var (i, block) in pass.Index())
                {
                    using var classifier = new LinearClassifier(learned.Layers[i], learned.Labels, train.Data.ClassCount, settings, context.Seed, context.Stop);
                    if (context.Stop.IsCancellationRequested) return;
                    seen += (long)(settings.Epochs * learned.Count);
                    scores.Add((block + 1, classifier.Top1(asked.Layers[i], asked.Labels)));
                    context.Progress.Note($"Block {block + 1}: top-1 {scores[^1].Top1:0.00} % {where}");
                }
            }
        }
        finally
        {
            context.Progress.End();
        }
    }
}
