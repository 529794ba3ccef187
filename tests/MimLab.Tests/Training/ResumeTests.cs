using System.Text.Json;
using MimLab.Training;
using MimLab.Weights;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class ResumeTests
{
    [Fact]
    public void Twenty_steps_equal_ten_and_a_killed_process_and_ten_more_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "pretrain.ema=0.9");
        var whole = Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        File.WriteAllText(folder["ema.json"], recipe.ToJson());

        ChildRun.TrainAndKill(folder["ema.json"], folder["killed"], step: 13); // its checkpoint is of step 10
        var before = Losses(folder["killed"]);
        var probe = new ProgressProbe();
        var resumed = Pretraining.Run(recipe, TinyRecipe.Context(folder, "killed", probe, resume: true));

        Assert.Equal(13, before.Count);
        Assert.Equal(11, probe.Reports[0].Step);
        Assert.Equal(20 * 16, resumed.ImagesSeen);
        Assert.Equal(Losses(folder["whole"]), Losses(folder["killed"])); // 20 steps, none twice
        AssertSameTensors(whole.CheckpointPath, resumed.CheckpointPath);
        AssertSameTensors(whole.EncoderPath, resumed.EncoderPath);
    }

    [Theory]
    [InlineData("pretrain.logEvery=4")] // stops between two lines of the metrics
    [InlineData("pretrain.accumulate=2")]
    public void A_stop_signal_writes_a_checkpoint_from_which_the_run_goes_on_exactly(string setting)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, setting, "pretrain.checkpointEvery=1000");
        var whole = Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        var step = 0;
        var probe = new ProgressProbe(_ =>
        {
            if (++step == 1) stop.Cancel();
        });

        var first = Pretraining.Run(recipe, TinyRecipe.Context(folder, "stopped", probe, stop.Token));
        var second = Pretraining.Run(recipe, TinyRecipe.Context(folder, "stopped", resume: true));

        Assert.True(first.Interrupted);
        Assert.Equal("", first.EncoderPath);
        Assert.Equal(1, probe.Ended);
        Assert.InRange(first.ImagesSeen, 16, 160);
        Assert.False(second.Interrupted);
        Assert.Equal(Losses(folder["whole"]), Losses(folder["stopped"]));
        AssertSameTensors(whole.CheckpointPath, second.CheckpointPath);
    }

    [Fact]
    public void A_stop_in_the_middle_of_a_log_window_loses_no_loss()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "pretrain.logEvery=7", "pretrain.checkpointEvery=5");
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        File.WriteAllText(folder["log.json"], recipe.ToJson());

        // The checkpoint of step 10 stands within the window of steps 8 to 14.
        ChildRun.TrainAndKill(folder["log.json"], folder["killed"], step: 14);
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "killed", resume: true));

        Assert.Equal(Losses(folder["whole"]), Losses(folder["killed"]));
    }

    [Fact]
    public void A_finished_run_is_not_trained_again()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var first = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        var probe = new ProgressProbe();
        var again = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", probe, resume: true));

        Assert.Empty(probe.Reports);
        Assert.Equal(first.FinalLoss, again.FinalLoss);
        Assert.Equal(first.ImagesSeen, again.ImagesSeen);
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_or_seed_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Pretraining.Run(TinyRecipe.Load(folder, "pretrain.images=32"), TinyRecipe.Context(folder, "run"));
        var other = TinyRecipe.Load(folder, "name=other", "model.width=64", "pretrain.images=32");

        var error = Assert.Throws<UserError>(() => Pretraining.Run(other, TinyRecipe.Context(folder, "run", resume: true)));
        Assert.Contains("with recipe tiny (", error.Message);
        Assert.Contains("with recipe other (", error.Message);

        var seed = Assert.Throws<UserError>(() => Pretraining.Run(TinyRecipe.Load(folder, "pretrain.images=32"),
            TinyRecipe.Context(folder, "run", resume: true) with { Seed = 2 }));
        Assert.Contains("seed 1, but this run has seed 2", seed.Message);
    }

    internal static List<(long, double, double)> Losses(string run) => [.. File.ReadLines(Path.Combine(run, "metrics.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(e => (e.GetProperty("step").GetInt64(), e.GetProperty("loss").GetDouble(), e.GetProperty("gradNorm").GetDouble()))];

    private static void AssertSameTensors(string expected, string actual)
    {
        using var a = SafeTensors.Read(expected);
        using var b = SafeTensors.Read(actual);
        Assert.Equal(a.Tensors.Keys.Order(), b.Tensors.Keys.Order());
        foreach (var (name, tensor) in a.Tensors)
            Assert.True(tensor.bytes.SequenceEqual(b.Tensors[name].bytes), $"{name} differs");
    }
}
