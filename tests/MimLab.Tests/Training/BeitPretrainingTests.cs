using MimLab.Evaluation;
using MimLab.Models;
using MimLab.Training;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class BeitPretrainingTests
{
    private static readonly string[] Beit =
    [
        "model.method=beit", "model.target=tokens", "model.tokens=20", "mask.strategy=blockwise", "mask.ratio=0.4",
        "tokenizer.images=256", "tokenizer.batch=16", "tokenizer.width=8", "tokenizer.blocks=1",
    ];

    [Fact]
    public void A_recipe_trains_tokenizer_and_model_and_its_encoder_is_evaluated_in_every_way()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, Beit) with { TargetFolder = folder["targets"] };
        var trained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        Assert.True(double.IsFinite(trained.FinalLoss) && File.Exists(trained.EncoderPath));
        Assert.Single(Directory.GetFiles(folder["targets"], "tokenizer-*.safetensors"));

        var first = FineTuning.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "fine"));
        Assert.NotEqual(first.FinalLoss, FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "scratch")).FinalLoss);
        Assert.Equal(2, LinearProbe.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "probe")).Curve.Count);
        Assert.InRange(KNearestNeighbours.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "knn")).Top1, 0, 100);

        using var samples = new ReconstructionSamples(recipe, count: 2);
        using var model = PretrainedModel.Load(recipe, trained.CheckpointPath);
        Assert.IsType<Beit>(model);
        Assert.Equal(2, samples.Rows(model).Count);
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_end()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, Beit) with { TargetFolder = folder["targets"] };
        var whole = Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        Assert.True(Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", new ProgressProbe(r => { if (r.Step == 7) stop.Cancel(); }), stop.Token)).Interrupted);
        Assert.Equal(whole.FinalLoss, Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", resume: true)).FinalLoss);
    }
}
