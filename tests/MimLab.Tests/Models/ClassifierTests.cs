using MimLab.Backbones;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class ClassifierTests
{
    private const string SharedTable = "encoder.rel_pos_bias.relative_position_bias_table";
    private static readonly VisionTransformerConfig Shape = new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 };

    [Fact]
    public void A_pre_trained_encoder_is_carried_over_with_its_shared_bias_in_every_block()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var pretrained = new SimMim(new SimMimConfig { Encoder = Shape });
        using (no_grad()) foreach (var parameter in pretrained.parameters()) parameter.normal_();
        var state = pretrained.state_dict();
        var classifier = new Classifier(Classifier.FineTuningShape(Shape, 0.1), 10);
        var kept = PretrainedEncoder.Load((nn.Module)classifier.Encoder, state);

        Assert.Equal(["fc_norm.bias", "fc_norm.weight"], kept.Fresh.Order());
        foreach (var (name, parameter) in classifier.named_parameters().Where(item => item.Item1.StartsWith("encoder.")))
        {
            if (name.Contains("fc_norm")) continue;
            var source = name.EndsWith("relative_position_bias_table") ? state[SharedTable] : state[name];
            Assert.True(parameter.eq(source).all().item<bool>(), name);
        }
        Assert.DoesNotContain("encoder.mask_token", classifier.state_dict().Keys);
        Assert.DoesNotContain("encoder.norm.weight", classifier.state_dict().Keys);
    }

    [Fact]
    public void Blocks_of_the_fine_tuned_encoder_compute_what_the_pre_trained_ones_did()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var pretrained = new SimMim(new SimMimConfig { Encoder = Shape });
        foreach (var parameter in pretrained.parameters()) parameter.add_(randn_like(parameter) * 0.1);
        var classifier = new Classifier(Classifier.FineTuningShape(Shape, 0), 10);
        PretrainedEncoder.Load((nn.Module)classifier.Encoder, pretrained.state_dict());
        var images = randn(2, 3, 16, 16);
        Assert.True((pretrained.Encoder.Features(images, 1) - classifier.Encoder.Features(images, 1)).abs().max().item<float>() < 1e-4);
        Assert.Equal([2L, 10], classifier.call(images).shape);
    }

    [Fact]
    public void A_checkpoint_of_another_shape_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var state = new SimMim(new SimMimConfig { Encoder = Shape with { Width = 48 } }).state_dict();
        var encoder = new VisionTransformer(Classifier.FineTuningShape(Shape, 0));
        Assert.Contains("\"cls_token\" has shape", Assert.Throws<UserError>(() => PretrainedEncoder.Load(encoder, state)).Message);
        state = new SimMim(new SimMimConfig { Encoder = Shape with { Depth = 1 } }).state_dict();
        Assert.Contains("blocks.1.", Assert.Throws<UserError>(() => PretrainedEncoder.Load(encoder, state)).Message);
    }

    [Fact]
    public void Layers_count_from_the_embedding_to_the_head()
    {
        var classifier = new Classifier(Classifier.FineTuningShape(Shape, 0), 10);
        Assert.Equal(4, classifier.LayerCount);
        Assert.Equal(0, classifier.LayerOf("encoder.patch_embed.proj.weight"));
        Assert.Equal(2, classifier.LayerOf("encoder.blocks.1.attn.relative_position_bias_table"));
        Assert.Equal(3, classifier.LayerOf("encoder.fc_norm.weight"));
        Assert.Equal(3, classifier.LayerOf("head.weight"));
    }

    [Fact]
    public void From_scratch_the_encoder_starts_at_a_deviation_of_two_hundredths_and_the_head_a_thousand_times_smaller()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var wide = Shape with { Width = 192 };
        var classifier = new Classifier(Classifier.FineTuningShape(wide, 0), 100);
        var state = classifier.state_dict();
        Assert.InRange(state["encoder.patch_embed.proj.weight"].std().item<float>(), 0.0195, 0.0205);
        // Divided by sqrt(2 * 2).
        Assert.InRange(state["encoder.blocks.1.mlp.fc2.weight"].std().item<float>() * 2, 0.0195, 0.0205);
        Assert.InRange(state["head.weight"].std().item<float>(), 1.9e-5, 2.1e-5);
        Assert.Equal(0f, state["head.bias"].abs().max().item<float>());
        Assert.InRange(new SimMim(new SimMimConfig { Encoder = wide }).state_dict()["encoder.patch_embed.proj.weight"].std().item<float>(), 0.0105, 0.0111);
    }

    [Fact]
    public void A_few_images_can_be_classified_after_a_few_steps()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var classifier = new Classifier(Classifier.FineTuningShape(Shape, 0.1), 4);
        var images = randn(8, 3, 16, 16);
        var labels = arange(8).remainder(4);
        using var optimizer = Engine.CreateAdamW([new AdamWGroup([.. classifier.parameters()], 0)]);
        optimizer.LearningRate = 5e-3;
        for (var step = 0; step < 60; step++)
        {
            using var inner = NewDisposeScope();
            nn.functional.cross_entropy(classifier.call(images), labels).backward();
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        classifier.eval();
        Assert.True(classifier.call(images).argmax(1).eq(labels).all().item<bool>());
    }
}
