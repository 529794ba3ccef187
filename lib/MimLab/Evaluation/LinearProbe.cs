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
    private static readonly CurvePoint None = new(0, double.NaN);

    /// <summary>Trains a classifier for each block and tests it.</summary>
    /// <param name="recipe">Its model, data and probe sections are used.</param>
    /// <param name="pretrainedPath">The encoder file; null for an untrained encoder.</param>
    /// <param name="context">Device, seed, and the folder for checkpoints where the probe augments.</param>
    /// <exception cref="UserError">
    /// The recipe has no probe section or one that does not suit the model, the encoder file does not fit, or the folder holds a
    /// checkpoint of something else.
    /// </exception>
    /// <exception cref="DivergedError">The loss or the gradient was not finite, where the probe augments.</exception>
    public static EvaluationResult Run(Recipe recipe, string? pretrainedPath, RunContext context) => Run(recipe, pretrainedPath, context, MostBytes);

    /// <summary>
    /// The same with a bound on the features in memory: as many blocks as fit share a pass over the images, and at least one has its
    /// own. The figures do not depend on it.
    /// </summary>
    internal static EvaluationResult Run(Recipe recipe, string? pretrainedPath, RunContext context, long mostBytes)
    {
        var watch = Stopwatch.StartNew();
        var settings = recipe.Need(recipe.Probe, "probe");
        settings.Validate(new RecipeCheck($"recipe {recipe.Name}", "probe", []), recipe.Model.AnyEncoderShape()); // it may be made in code
        using var encoder = new FrozenEncoder(recipe, pretrainedPath, context);
        int[] blocks = settings.Layer is { } one ? [one > 0 ? one - 1 : encoder.Depth + one] : [.. Enumerable.Range(0, encoder.Depth)];
        var centred = settings.Augmentation?.ForEvaluation() ?? EvaluationData.Augmentation(recipe);
        using var train = EvaluationData.Labelled(recipe, centred, settings.Labels, 256, context.Seed);
        using var test = EvaluationData.Test(recipe, centred, settings.TestImages, 256);
        IBlockJudge judge = settings.Augmentation is null
            ? new CachedProbe(settings, encoder, train, test, context, mostBytes)
            : new AugmentedProbe(recipe, pretrainedPath, encoder, train, test, context);
        var choosing = settings.HeldOut > 0;
        var curve = judge.Judge(blocks, heldOut: choosing);
        var best = curve.Count < blocks.Length ? None : curve.MaxBy(c => c.Top1);
        if (choosing && best.Position > 0)
            best = judge.Judge([(int)best.Position - 1], heldOut: false) is [var tested] ? tested : None;
        var interrupted = best.Position == 0;
        var seconds = Math.Max(judge.TrainingSeconds, watch.Elapsed.TotalSeconds);
        return new("probe", best.Top1, test.Data.Count - test.Data.Unreadable.Count, train.Data.Count, interrupted ? null : (int)best.Position, curve, double.NaN,
            judge.Seen / seconds, judge.Seen, seconds, interrupted);
    }

    /// <summary>Says how a block did.</summary>
    internal static void Tell(RunContext context, CurvePoint score, bool heldOut) => context.Progress.Note(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Block {score.Position}: top-1 {score.Top1:0.00} % {(heldOut ? "on held-out labelled images" : "on test images")}"));
}
