using MimLab.Evaluation;
using MimLab.Training;
using MimLab.Weights;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class MaePretrainingTests
{
    private static readonly string[] Mae =
    [
        "model.method=mae", "model.head=decoder", "model.headWidth=16", "model.headDepth=1", "model.headHeads=2", "model.loss=l2", "model.normalisedPatches=true",
        "model.absolutePositions=true", "model.relativePositions=none", "model.layerScale=null", "mask.strategy=random-kept", "mask.ratio=0.75",
    ];

    [Theory]
    [InlineData("mae")]
    [InlineData("mff")]
    [InlineData("mae", "model.encoderMaskToken=true")]
    [InlineData("mae", "model.target=components", "model.components=6", "model.normalisedPatches=false", "components.images=40")]
    [InlineData("mae", "model.target=tokens", "model.tokens=16", "model.normalisedPatches=false", "tokenizer.images=160", "tokenizer.batch=16", "tokenizer.width=8")]
    [InlineData("mff", "model.target=components", "model.components=6", "model.normalisedPatches=false", "components.images=40")]
    [InlineData("mae", "mask.strategy=grid", "mask.cellSize=0")]
    [InlineData("mae", "mask.strategy=blockwise", "mask.cellSize=0")]
    public void A_recipe_trains_and_its_encoder_is_evaluated_in_every_way(string method, params string[] changes)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. Mae, $"model.method={method}", .. changes]) with { TargetFolder = folder["targets"] };
        var trained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        Assert.True(double.IsFinite(trained.FinalLoss) && File.Exists(trained.EncoderPath));

        var first = FineTuning.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "fine"));
        var scratch = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "scratch"));
        Assert.NotEqual(first.FinalLoss, scratch.FinalLoss);
        Assert.Equal(2, LinearProbe.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "probe")).Curve.Count);
        Assert.InRange(KNearestNeighbours.Run(recipe, trained.EncoderPath, TinyRecipe.Context(folder, "knn")).Top1, 0, 100);

        using var samples = new ReconstructionSamples(recipe, count: 2);
        using var model = PretrainedModel.Load(recipe, trained.CheckpointPath);
        var state = model.state_dict();
        TorchFile.Write(folder["official.pth"], CheckpointNames.Rename(state, CheckpointNames.ToOfficial(state.Keys)));
        using (var official = PretrainedModel.Load(recipe, folder["official.pth"]))
            foreach (var (name, tensor) in official.state_dict()) Assert.True(tensor.eq(state[name]).all().item<bool>(), name);
        Assert.Equal(2, samples.Rows(model).Count);
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_end()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. Mae, "model.dropPath=0.2"]);
        var whole = Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        Assert.True(Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", new ProgressProbe(r => { if (r.Step == 7) stop.Cancel(); }), stop.Token)).Interrupted);
        var rest = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", resume: true));
        Assert.Equal(whole.FinalLoss, rest.FinalLoss);
        using var a = SafeTensors.Read(whole.EncoderPath);
        using var b = SafeTensors.Read(rest.EncoderPath);
        Assert.All(a.Tensors, t => Assert.True(t.Value.eq(b.Tensors[t.Key]).all().item<bool>(), t.Key));
    }

    [Fact]
    public void The_loss_falls_on_a_set_of_one_batch()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. Mae, "data.trainCount=16", "pretrain.images=2400", "pretrain.augmentation.crop=centre",
            "pretrain.augmentation.flip=false", "model.dropPath=0", "pretrain.optimizer.learningRate=3e-3", "pretrain.checkpointEvery=1000"]);
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        var losses = ResumeTests.Losses(folder["run"]).Select(l => l.Item2).ToArray();
        Assert.True(losses[^20..].Average() < 0.9 * losses[..20].Average(), $"{losses[..20].Average()} to {losses[^20..].Average()}");
    }

    [Fact]
    public void The_positions_of_fine_tuning_start_where_pre_training_had_them()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, Mae);
        var trained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        using var model = recipe.Model.CreateClassifier(10);
        EncoderWeights.Load((TorchSharp.torch.nn.Module)model.Encoder, trained.EncoderPath);
        var learned = model.named_parameters().Single(p => p.Item1 == "encoder.pos_embed").Item2;
        using var fixedOnes = MimLab.Layers.SinCosPositions.GridWithClass(4, 32);
        Assert.True(learned.requires_grad && learned.allclose(fixedOnes));
        Assert.False(model.Decays("encoder.pos_embed", learned));
    }
}
