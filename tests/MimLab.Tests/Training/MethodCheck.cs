using MimLab.Evaluation;
using MimLab.Training;
using MimLab.Weights;

namespace MimLab.Tests.Training;

/// <summary>What a recipe of any method must do; the changes are made to <see cref="TinyRecipe"/>.</summary>
internal static class MethodCheck
{
    /// <summary>
    /// It trains; its encoder is fine-tuned (and not as one from scratch), probed at every block, and judged by its neighbours.
    /// </summary>
    /// <param name="folder">Where the runs are written.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="blocks">Blocks of its encoder.</param>
    public static PretrainingResult TrainsAndIsEvaluated(TemporaryFolder folder, Recipe recipe, int blocks)
    {
        var trained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        Assert.True(double.IsFinite(trained.FinalLoss) && File.Exists(trained.EncoderPath));
        var first = FineTuning.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "fine"));
        var scratch = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "scratch"));
        Assert.NotEqual(first.FinalLoss, scratch.FinalLoss);
        Assert.Equal(blocks, LinearProbe.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "probe")).Curve.Count);
        Assert.InRange(KNearestNeighbours.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "knn")).Top1, 0, 100);
        return trained;
    }

    /// <summary>
    /// A run stopped at step 7, in the middle of a drop path's random numbers, ends as one that was never stopped.
    /// </summary>
    public static void GoesOnToTheSameEnd(params string[] changes)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. changes, "model.dropPath=0.2"]);
        var whole = Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        Assert.True(Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", new ProgressProbe(r => { if (r.Step == 7) stop.Cancel(); }), stop.Token)).Interrupted);
        var rest = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", resume: true));
        Assert.Equal(whole.FinalLoss, rest.FinalLoss);
        using var a = SafeTensors.Read(whole.EncoderPath);
        using var b = SafeTensors.Read(rest.EncoderPath);
        Assert.All(a.Tensors, t => Assert.True(t.Value.eq(b.Tensors[t.Key]).all().item<bool>(), t.Key));
    }

    /// <summary>On 16 images that come as they are, again and again, the loss falls by a tenth or more.</summary>
    public static void LearnsOneBatch(params string[] changes)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. changes, "data.trainCount=16", "pretrain.images=2400", "pretrain.augmentation.crop=centre",
            "pretrain.augmentation.flip=false", "model.dropPath=0", "pretrain.optimizer.learningRate=3e-3", "pretrain.checkpointEvery=1000"]);
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        var losses = ResumeTests.Losses(folder["run"]).Select(l => l.Item2).ToArray();
        Assert.True(losses[^20..].Average() < 0.9 * losses[..20].Average(), $"{losses[..20].Average()} to {losses[^20..].Average()}");
    }
}
