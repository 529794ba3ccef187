using MimLab.Models;
using MimLab.Training;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class FusionHistoryTests
{
    private static readonly string[] Mff =
    [
        "model.method=mff", "model.head=decoder", "model.headWidth=16", "model.headDepth=1", "model.headHeads=2", "model.loss=l2",
        "model.absolutePositions=true", "model.relativePositions=none", "model.layerScale=null", "mask.strategy=random-kept", "mask.ratio=0.75",
    ];

    [Fact]
    public void Every_logged_step_of_a_run_tells_its_weights_and_the_last_are_the_models()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. Mff, "pretrain.optimizer.learningRate=1e-2"]);
        var reports = new List<StepReport>();
        var trained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", new ProgressProbe(reports.Add)));

        var history = FusionHistory.Read(Path.Combine(folder["run"], "metrics.jsonl"));

        Assert.Equal([0, 1], history.Blocks);
        Assert.Equal(reports.Select(r => (r.Step, r.Images)), history.Points.Select(p => (p.Step, p.Images)));
        Assert.All(history.Points, point => Assert.Equal(1, point.Weights.Sum(), 1e-9));
        Assert.NotEqual(history.Points[0].Weights[0], history.Points[^1].Weights[0]);
        using var model = (Mff)PretrainedModel.Load(recipe, trained.CheckpointPath);
        Assert.Equal(model.FusionWeights, history.Points[^1].Weights);
        Assert.Equal(history.Points.SelectMany(p => p.Weights), FusionHistory.Of(reports).Points.SelectMany(p => p.Weights));
    }

    [Fact]
    public void A_resumed_run_has_each_step_once()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, Mff);
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", new ProgressProbe(r => { if (r.Step == 7) stop.Cancel(); }), stop.Token));
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", resume: true));
        FusionHistory History(string run) => FusionHistory.Read(Path.Combine(folder[run], "metrics.jsonl"));
        Assert.Equal(History("whole").Points.Select(p => p.Step), History("run").Points.Select(p => p.Step));
        Assert.Equal(History("whole").Points.SelectMany(p => p.Weights), History("run").Points.SelectMany(p => p.Weights));
    }

    [Fact]
    public void The_chart_has_a_line_for_each_block_in_order_and_a_torn_line_ends_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("metrics.jsonl",
            "{\"step\":1,\"images\":8,\"loss\":1,\"readings\":{\"fusion/block11\":0.25,\"fusion/block2\":0.75}}\n"
            + "{\"step\":2,\"images\":16,\"loss\":1,\"readings\":{\"fusion/block11\":0.5,\"fusion/block2\":0.5}}\n{\"step\":3,\"imag");

        var history = FusionHistory.Read(path);

        Assert.Equal([2, 11], history.Blocks);
        Assert.Equal("Fusion weights after 16 images: block 2 0.500, block 11 0.500.", history.Summary);
        var panel = Assert.Single(history.Chart("weights").Panels);
        Assert.Equal(["block 2", "block 11"], panel.Series.Select(s => s.Name));
        Assert.Equal([0.75, 0.5], panel.Series[0].Points.Select(p => p.Y));
        Assert.Equal([8.0, 16], panel.Series[1].Points.Select(p => p.X));
        Assert.Equal(0.5, panel.Band!.Mean);
        Assert.Equal("No weights have been logged yet.", FusionHistory.Of([]).Chart("weights").Description);
    }

    [Fact]
    public void A_log_without_weights_is_one_clear_sentence()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("metrics.jsonl", "{\"step\":1,\"images\":8,\"loss\":1}\n");
        Assert.Contains("holds no fusion weights", Assert.Throws<UserError>(() => FusionHistory.Read(path)).Message);
        Assert.Contains("does not exist", Assert.Throws<UserError>(() => FusionHistory.Read(folder["nothing.jsonl"])).Message);
    }
}
