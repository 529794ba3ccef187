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
        var trained = MethodCheck.TrainsAndIsEvaluated(folder, recipe, blocks: 2);

        using var samples = new ReconstructionSamples(recipe, count: 2);
        using var model = PretrainedModel.Load(recipe, trained.CheckpointPath);
        var state = model.state_dict();
        TorchFile.Write(folder["official.pth"], CheckpointNames.Rename(state, CheckpointNames.ToOfficial(state.Keys)));
        using (var official = PretrainedModel.Load(recipe, folder["official.pth"]))
            foreach (var (name, tensor) in official.state_dict()) Assert.True(tensor.eq(state[name]).all().item<bool>(), name);
        Assert.Equal(2, samples.Rows(model).Count);
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_end() => MethodCheck.GoesOnToTheSameEnd(Mae);

    [Fact]
    public void The_loss_falls_on_a_set_of_one_batch() => MethodCheck.LearnsOneBatch(Mae);

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
