using MimLab.Training;
using MimLab.Weights;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class PretrainingTests
{
    [Theory]
    [InlineData("pretrain.clipGrad=null")]
    [InlineData("pretrain.clipGrad=0.01")] // clipping each of the two partial sums would give another direction
    public void Accumulation_equals_the_big_batch(string clip)
    {
        using var folder = new TemporaryFolder();
        string[] common = [clip, "pretrain.images=80", "model.dropPath=0", "pretrain.optimizer.epsilon=1e-4"];
        var big = Pretraining.Run(TinyRecipe.Load(folder, [.. common, "pretrain.batch=16"]), TinyRecipe.Context(folder, "big"));
        var small = Pretraining.Run(
            TinyRecipe.Load(folder, [.. common, "pretrain.batch=8", "pretrain.accumulate=2"]), TinyRecipe.Context(folder, "small"));

        Assert.Equal(big.ImagesSeen, small.ImagesSeen);
        foreach (var (a, b) in ResumeTests.Losses(folder["big"]).Zip(ResumeTests.Losses(folder["small"])))
        {
            Assert.Equal(a.Item2, b.Item2, 1e-5);
            Assert.Equal(a.Item3, b.Item3, a.Item3 * 1e-3);
        }
        using var first = SafeTensors.Read(big.EncoderPath);
        using var second = SafeTensors.Read(small.EncoderPath);
        foreach (var (name, tensor) in first.Tensors.Where(t => t.Value.is_floating_point()))
            Assert.True((tensor - second.Tensors[name]).abs().max().item<float>() < 2e-4, name);
    }

    [Fact]
    public void The_loss_falls_on_a_set_of_one_batch()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "data.trainCount=16", "pretrain.images=2400", "pretrain.augmentation.crop=centre",
            "pretrain.augmentation.flip=false", "model.dropPath=0", "pretrain.optimizer.learningRate=3e-3", "pretrain.checkpointEvery=1000");
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        var losses = ResumeTests.Losses(folder["run"]).Select(l => l.Item2).ToArray();
        Assert.True(losses[^20..].Average() < 0.85 * losses[..20].Average(), $"{losses[..20].Average()} to {losses[^20..].Average()}");
    }

    [Fact]
    public void Progress_metrics_events_and_checkpoints_are_written()
    {
        using var folder = new TemporaryFolder();
        var probe = new ProgressProbe();
        var result = Pretraining.Run(TinyRecipe.Load(folder, "pretrain.logEvery=3"), TinyRecipe.Context(folder, "run", probe));

        Assert.Equal(["pre-training"], probe.Stages);
        Assert.Equal([3, 6, 9, 12, 15, 18, 20], probe.Reports.Select(r => r.Step));
        Assert.All(probe.Reports, r => Assert.True(r is { ImagesPerSecond: > 0, TotalImages: 320, GradientNorm: > 0 } && double.IsFinite(r.RemainingSeconds)));
        Assert.Equal(2.5, probe.Reports[^1].Epoch, 6);
        Assert.Equal(result.FinalLoss, probe.Reports[^1].Loss);
        Assert.True(File.Exists(result.EncoderPath) && File.Exists(result.CheckpointPath) && File.Exists(folder["run/best.safetensors"]));
        Assert.Single(Directory.GetFiles(folder["run"], "events.out.tfevents.*"));
        Assert.Empty(Directory.GetFiles(folder["run"], "*.partial"));
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_at_its_step()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "pretrain.optimizer.learningRate=1e30", "pretrain.schedule.warmupFraction=null",
            "pretrain.clipGrad=null", "pretrain.logEvery=8", "pretrain.checkpointEvery=1");
        var error = Assert.Throws<DivergedError>(() => Pretraining.Run(recipe, TinyRecipe.Context(folder, "run")));

        Assert.InRange(error.Step, 2, 4);
        Assert.Contains($"at step {error.Step} ", error.Message);
        Assert.Contains("learning rate ", error.Message);
        Assert.Contains("gradient norm ", error.Message);
        Assert.Equal(folder["run/last.safetensors"], error.LastGoodCheckpoint);
    }

    [SkippableFact]
    public void A_disk_that_fills_up_leaves_the_previous_checkpoint_to_resume_from()
    {
        Skip.IfNot(File.Exists("/dev/full"));
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var fills = new ProgressProbe(r =>
        {
            if (r.Step == 15) File.CreateSymbolicLink(folder["run/last.safetensors.partial"], "/dev/full");
        });

        var error = Assert.Throws<UserError>(() => Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", fills)));
        Assert.Contains("No space left on device", error.Message);

        var probe = new ProgressProbe();
        Assert.False(Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", probe, resume: true)).Interrupted);
        Assert.Equal(11, probe.Reports[0].Step);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "");
        var error = Assert.Throws<UserError>(() => Pretraining.Run(TinyRecipe.Load(folder), TinyRecipe.Context(folder, "file/run")));
        Assert.StartsWith("Cannot write into the run's folder", error.Message);
    }

    [SkippableFact]
    public void Memory_is_flat_over_hundreds_of_steps()
    {
        Skip.If(Engine.AllocatedBytes < 0, "this engine does not count its bytes");
        using var folder = new TemporaryFolder();
        var bytes = new List<long>();
        var recipe = TinyRecipe.Load(folder, "pretrain.images=4800", "pretrain.logEvery=50", "pretrain.ema=0.99", "pretrain.checkpointEvery=10000");
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", new ProgressProbe(_ => bytes.Add(Engine.AllocatedBytes))));

        Assert.Equal(6, bytes.Count);
        Assert.True(bytes[^1] <= bytes[1] * 1.02, string.Join(", ", bytes));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => Pretraining.Run(TinyRecipe.Load(folder, "pretrain.augmentation.size=48"), TinyRecipe.Context(folder, "run")));
        Assert.Contains("pretrain.augmentation.size is 48 but model.imageSize is 32", error.Message);
    }
}
