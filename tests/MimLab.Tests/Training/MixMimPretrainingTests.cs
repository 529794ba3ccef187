using MimLab.Evaluation;
using MimLab.Training;
using MimLab.Weights;
using TorchSharp;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class MixMimPretrainingTests
{
    private static readonly string[] MixMim =
    [
        "model.method=mixmim", "model.backbone=mixmim", "model.size=MixMIM-B", "model.patchSize=4", "model.width=8", "model.depth=null", "model.depths=[1,2]", "model.heads=1",
        "model.window=4", "model.head=decoder", "model.headWidth=16", "model.headDepth=1", "model.headHeads=2", "model.loss=l2", "model.normalisedPatches=true",
        "model.absolutePositions=true", "mask.strategy=random-floor", "mask.cellSize=8", "mask.ratio=0.5",
    ];

    [Theory]
    [InlineData]
    [InlineData("model.maskedAttention=false")]
    [InlineData("model.maskedAttention=false", "model.mixEmbedding=true")]
    [InlineData("model.dualReconstruction=false")]
    [InlineData("model.mixWith=mask-token", "model.dualReconstruction=false")]
    public void A_recipe_trains_and_its_encoder_is_evaluated_in_every_way(params string[] ablation)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. MixMim, .. ablation]);
        MethodCheck.TrainsAndIsEvaluated(folder, recipe, blocks: 3);
    }

    [Fact]
    public void A_fine_tuning_starts_from_every_number_of_the_encoder_and_at_another_size_too()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. MixMim, "pretrain.images=32"]);
        var trained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        using var model = recipe.Model.CreateClassifier(10);
        var report = EncoderWeights.Load((torch.nn.Module)model.Encoder, trained.EncoderPath);
        Assert.Empty(report.Fresh);
        Assert.Empty(report.Resized);
        using var file = SafeTensors.Read(trained.EncoderPath);
        foreach (var (name, parameter) in ((torch.nn.Module)model.Encoder).named_parameters())
            Assert.True(parameter.eq(file.Tensors[name]).all().item<bool>(), name);

        using var larger = (recipe.Model with { ImageSize = 64, Window = 8 }).CreateClassifier(10);
        // One table of each block.
        Assert.Equal(3, EncoderWeights.Load((torch.nn.Module)larger.Encoder, trained.EncoderPath).Resized.Count);
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_end() => MethodCheck.GoesOnToTheSameEnd(MixMim);

    [Fact]
    public void The_loss_falls_on_a_set_of_one_batch() => MethodCheck.LearnsOneBatch(MixMim);

    [Fact]
    public void Pictures_show_the_mixtures_and_share_one_mask()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, MixMim);
        using var model = recipe.CreateModel();
        using var samples = new ReconstructionSamples(recipe, count: 4);
        var rows = samples.Rows(model);
        for (var image = 0; image < 4; image++)
        {
            Assert.Equal(8, rows[image].Mask.Sum(cell => cell)); // of 16
            Assert.Equal(rows[0].Mask, rows[image].Mask);
            var expected = rows[image].Original.Paste(rows[image].Mask, rows[image].GridSize, rows[3 - image].Original);
            Assert.Equal(expected.Pixels, rows[image].Mixture!.Pixels);
        }
        Assert.NotEmpty(samples.Draw(model).ToPng());
        var film = new ReconstructionFilm(samples);
        film.Add("now", model);
        Assert.NotEmpty(film.Draw().ToPng());
        using var hidden = TinyRecipe.Load(folder, [.. MixMim, "model.mixWith=mask-token", "model.dualReconstruction=false"]).CreateModel();
        Assert.All(samples.Rows(hidden), row => Assert.Null(row.Mixture));
    }
}
