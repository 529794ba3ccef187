using System.Text.Json;
using MimLab.Models;
using MimLab.Training;

namespace Runner.Tests.Commands;

public class RecipeFileTests
{
    private static readonly string Folder = Path.Combine(Laboratory.Repository, "experiments", "recipes");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recipe_resolves_under_its_own_name(string name)
    {
        var recipe = Load(name);
        Assert.Equal(name, recipe.Name);
        Assert.True(ModelCost.EncoderParameters(recipe.Model.AnyEncoderShape()) > 0);
    }

    [Theory]
    [InlineData("swin", "")]
    [InlineData("swin", "-quick")]
    [InlineData("swin", "-cifar10")]
    [InlineData("swinv2", "-quick")]
    [InlineData("swinv2", "-cifar10")]
    public void Swin_at_small_scale_differs_from_the_ViT_in_its_model_alone(string backbone, string preset)
    {
        var (swin, vit) = (Load($"simmim-{backbone}-32px{preset}"), Load("simmim-32px" + preset));
        Assert.Equal(Rest(vit), Rest(swin));
        var (own, other) = (ModelCost.EncoderParameters(swin.Model.AnyEncoderShape()), ModelCost.EncoderParameters(vit.Model.AnyEncoderShape()));
        Assert.InRange(own, 500_000, 800_000);
        Assert.InRange(own, 0.8 * other, 1.2 * other);
    }

    // Batch and peak learning rate of pre-training and of fine-tuning, as the papers (MFF, MixMIM: the released scripts) give them.
    [Theory]
    [InlineData("simmim-vit-b16-imagenet", 2048, 8e-4, 2048, 5e-3)]
    [InlineData("simmim-swin-b-imagenet", 2048, 8e-4, 2048, 5e-3)]
    [InlineData("simmim-swinv2-h-imagenet", 2048, 4e-4, 2048, 5e-3)]
    [InlineData("mae-vit-b16-imagenet", 4096, 2.4e-3, 1024, 4e-3)]
    [InlineData("mff-vit-b16-imagenet", 4096, 2.4e-3, 1024, 2e-3)]
    [InlineData("mixmim-b-imagenet", 2048, 1.2e-3, 1024, 2e-3)]
    [InlineData("beit-vit-b16-imagenet", 2048, 1.5e-3, 1024, 4e-3)]
    public void ImageNet_recipes_learn_at_the_published_rates(string name, int batch, double rate, int tuningBatch, double tuningRate)
    {
        var (pretrain, finetune) = (Load(name).Pretrain!, Load(name).Finetune!);
        Assert.Equal((batch, tuningBatch), (pretrain.Batch * pretrain.Accumulate, finetune.Batch * finetune.Accumulate));
        Assert.Equal(rate, pretrain.Optimizer.PeakLearningRate(batch), 1e-12);
        Assert.Equal(tuningRate, finetune.Optimizer.PeakLearningRate(tuningBatch), 1e-12);
    }

    [Theory]
    [InlineData("mae-vit-b16-imagenet")]
    [InlineData("mff-vit-b16-imagenet")]
    public void The_probe_of_MAE_and_MFF_is_that_of_the_paper(string name)
    {
        var probe = Load(name).Probe!;
        Assert.Equal("lars", probe.Optimizer.Name);
        Assert.Equal(6.4, probe.Optimizer.PeakLearningRate(probe.Batch * probe.Accumulate), 1e-12);
        double?[] expected = [16384, -1, 90, 10, 0.9, 0, 1e-6];
        Assert.Equal(expected, [probe.Batch * probe.Accumulate, probe.Layer, probe.Epochs, probe.Schedule.WarmupEpochs, probe.Optimizer.Momentum, probe.Optimizer.WeightDecay, probe.NormEpsilon]);
        Assert.Equal((TokenPooling.Class, true, true), (probe.Pooling, probe.FinalNorm, probe.BatchNorm));
        Assert.Equal(("random-resized", 224, "bicubic", true), (probe.Augmentation!.Crop, probe.Augmentation.Size, probe.Augmentation.Interpolation, probe.Augmentation.Flip));
        Assert.Equal([0.08, 1], probe.Augmentation.Scale);
    }

    [Fact]
    public void The_probe_of_BEiT_is_that_of_its_released_code()
    {
        var probe = Load("beit-vit-b16-imagenet").Probe!;
        Assert.Equal((TokenPooling.ClassAndMean, false, 1024, 100), (probe.Pooling, probe.BatchNorm, probe.Batch * probe.Accumulate, probe.Epochs));
        Assert.Equal((4e-3, 1e-4), (probe.Optimizer.PeakLearningRate(1024), probe.Optimizer.WeightDecay));
        Assert.Null(probe.Layer);
    }

    // The released code of SimMIM and of MFF (mmpretrain) scales the peak of a layer's schedule, the others' all of it.
    [Theory]
    [InlineData("simmim-vit-b16-imagenet", LayerDecayScales.Peak)]
    [InlineData("simmim-swin-b-imagenet", LayerDecayScales.Peak)]
    [InlineData("simmim-swinv2-h-imagenet", LayerDecayScales.Peak)]
    [InlineData("mae-vit-b16-imagenet", LayerDecayScales.Schedule)]
    [InlineData("mff-vit-b16-imagenet", LayerDecayScales.Peak)]
    [InlineData("mixmim-b-imagenet", LayerDecayScales.Schedule)]
    [InlineData("beit-vit-b16-imagenet", LayerDecayScales.Schedule)]
    public void Layer_decay_scales_what_the_released_code_scales(string name, LayerDecayScales scales) => Assert.Equal(scales, Load(name).Finetune!.LayerDecayScales);

    private static Recipe Load(string name) => Recipe.Load(Path.Combine(Folder, name + ".json"));

    private static string Rest(Recipe recipe) =>
        JsonSerializer.Serialize(new { recipe.Mask, recipe.Data, recipe.Pretrain, recipe.Finetune, recipe.Probe, recipe.Knn });
}
