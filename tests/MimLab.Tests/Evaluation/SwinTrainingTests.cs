using MimLab.Backbones;
using MimLab.Evaluation;
using MimLab.Models;
using MimLab.Tests.Training;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class SwinTrainingTests
{
    private static string[] Model(string backbone) =>
    [
        $"model.backbone=\"{backbone}\"", $"model.size=\"{(backbone == "swin" ? "Swin" : "SwinV2")}-T\"", "model.patchSize=2", "model.width=8", "model.depth=null",
        "model.depths=[1,2,1]", "model.heads=2", "model.window=4",
    ];

    [Theory]
    [InlineData("swin")]
    [InlineData("swinv2")]
    public void A_Swin_transformer_is_pre_trained_fine_tuned_and_probed_as_a_recipe_says(string backbone)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, [.. Model(backbone), backbone == "swin" ? "model.dropPath=0" : "model.targetWindow=7"]);
        var pretrained = Pretraining.Run(recipe, TinyRecipe.Context(folder, "pretrain"));
        Assert.True(double.IsFinite(pretrained.FinalLoss));

        var tuned = FineTuning.Run(recipe, pretrained.EncoderPath, TinyRecipe.Context(folder, "tuned"));
        var scratch = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "scratch"));
        Assert.InRange(tuned.Top1, 0, 100);
        Assert.NotEqual(scratch.FinalLoss, tuned.FinalLoss);
        Assert.Equal(4, LinearProbe.Run(recipe, pretrained.EncoderPath, TinyRecipe.Context(folder, "probe")).Curve.Count);
        Assert.InRange(KNearestNeighbours.Run(recipe, pretrained.EncoderPath, TinyRecipe.Context(folder, "knn")).Top1, 0, 100);
    }

    [Fact]
    public void A_classifier_takes_over_the_encoder_but_not_the_mask_token_and_does_not_decay_position_biases()
    {
        using var scope = NewDisposeScope();
        var shape = new SwinTransformerV2Config { ImageSize = 16, PatchSize = 2, Width = 8, Depths = [1, 1], Heads = [2, 2], Window = 4 };
        var pretrained = new SimMim(new SimMimConfig { Encoder = shape });
        var classifier = new Classifier(Classifier.FineTuningShape(shape, 0.1), 5);
        Assert.Empty(PretrainedEncoder.Load((nn.Module)classifier.Encoder, pretrained.state_dict()).Fresh);
        var state = pretrained.state_dict();
        foreach (var (name, parameter) in classifier.named_parameters().Where(item => item.name.StartsWith("encoder.")))
            Assert.True(parameter.eq(state[name]).all().item<bool>(), name);
        Assert.DoesNotContain(classifier.named_parameters(), item => item.name.Contains("mask_token"));
        Assert.Equal([2L, 5], classifier.call(randn(2, 3, 16, 16)).shape);
        Assert.Equal(4, classifier.LayerCount);
        Assert.Equal((0, 2, 3), (classifier.LayerOf("encoder.patch_embed.proj.weight"), classifier.LayerOf("encoder.layers.1.blocks.0.mlp.fc1.weight"), classifier.LayerOf("head.weight")));
        foreach (var (name, parameter) in classifier.named_parameters())
            Assert.Equal(parameter.dim() > 1 && !name.Contains("logit_scale") && !name.Contains("cpb_mlp"), classifier.Decays(name, parameter));
    }
}
