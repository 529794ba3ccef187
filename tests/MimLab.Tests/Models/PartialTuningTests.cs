using MimLab.Backbones;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

[Collection("torch")]
public class PartialTuningTests
{
    private static readonly VisionTransformerConfig Shape = new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 3, Heads = 3 };
    private static readonly string[] Head = ["encoder.fc_norm.bias", "encoder.fc_norm.weight", "head.bias", "head.weight"];

    private static Classifier Tuned(double blocks)
    {
        var classifier = new Classifier(Classifier.FineTuningShape(Shape, 0), 10);
        classifier.TuneLast(blocks);
        return classifier;
    }

    private static string[] Names(Classifier classifier) => [.. classifier.named_parameters().Where(p => p.Item2.requires_grad).Select(p => p.Item1).Order(StringComparer.Ordinal)];

    [Fact]
    public void None_is_the_classifier_with_its_norm_and_a_half_the_last_perceptron_too()
    {
        Assert.Equal(Head, Names(Tuned(0)));
        string[] half = ["gamma_2", "mlp.fc1.bias", "mlp.fc1.weight", "mlp.fc2.bias", "mlp.fc2.weight", "norm2.bias", "norm2.weight"];
        Assert.Equal(half.Select(name => $"encoder.blocks.2.{name}").Concat(Head).Order(StringComparer.Ordinal), Names(Tuned(0.5)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whole_blocks_are_tuned_from_the_last_one_on_and_the_embedding_never(int blocks)
    {
        var names = Names(Tuned(blocks));
        var all = new Classifier(Classifier.FineTuningShape(Shape, 0), 10).named_parameters().Select(p => p.Item1);
        Assert.Equal(all.Where(name => Head.Contains(name) || Enumerable.Range(3 - blocks, blocks).Any(block => name.StartsWith($"encoder.blocks.{block}."))).Order(StringComparer.Ordinal), names);
        Assert.Equal(names.Length + 7, Names(Tuned(blocks < 3 ? blocks + 0.5 : 3)).Length + (blocks < 3 ? 0 : 7));
    }

    [Fact]
    public void More_blocks_than_there_are_cannot_be_tuned() =>
        Assert.Contains("the encoder has 3", Assert.Throws<UserError>(() => Tuned(3.5)).Message);

    [Theory]
    [InlineData(0.0, 3)]
    [InlineData(0.5, 2)]
    [InlineData(1.0, 2)]
    [InlineData(2.0, 1)]
    public void Blocks_before_the_first_tuned_one_are_not_recorded_for_a_backward_pass(double blocks, int recorded)
    {
        using var scope = NewDisposeScope();
        var classifier = Tuned(blocks);
        using var trace = classifier.Encoder.Trace(randn(2, 3, 16, 16));
        Assert.Equal(Enumerable.Range(0, 3).Select(block => block >= recorded), trace.Blocks.Select(tokens => tokens.requires_grad));

        nn.functional.cross_entropy(classifier.call(randn(2, 3, 16, 16)), tensor(new long[] { 1, 2 })).backward();
        Assert.All(classifier.named_parameters(), p => Assert.Equal(p.Item2.requires_grad, p.Item2.grad is not null));
    }

    [Fact]
    public void Gradients_of_what_is_tuned_are_those_of_full_fine_tuning()
    {
        using var scope = NewDisposeScope();
        var classifier = new Classifier(Classifier.FineTuningShape(Shape, 0), 10, headScale: 1);
        var (images, labels) = (randn(4, 3, 16, 16), tensor(new long[] { 1, 2, 3, 4 }));
        Dictionary<string, Tensor> Gradients()
        {
            nn.functional.cross_entropy(classifier.call(images), labels).backward();
            var found = classifier.named_parameters().Where(p => p.Item2.grad is not null).ToDictionary(p => p.Item1, p => p.Item2.grad!.clone());
            foreach (var parameter in classifier.parameters()) parameter.grad = null!;
            return found;
        }
        var full = Gradients();
        classifier.TuneLast(1.5);
        foreach (var (name, gradient) in Gradients()) Assert.True(gradient.allclose(full[name], 1e-5, 1e-7), name);
    }

    [Fact]
    public void In_a_Swin_transformer_blocks_count_over_stages_and_absolute_positions_stay()
    {
        var swin = new SwinTransformerConfig { ImageSize = 16, PatchSize = 2, Width = 8, Depths = [1, 1], Heads = [1, 2], Window = 4, AbsolutePositions = true };
        var classifier = new Classifier(Classifier.FineTuningShape((EncoderConfig)swin, 0), 4);
        classifier.TuneLast(1.5);
        var names = Names(classifier);
        Assert.Contains("encoder.layers.1.blocks.0.attn.qkv.weight", names);
        Assert.Contains("encoder.layers.0.downsample.reduction.weight", names); // behind the perceptron of the first block
        Assert.Contains("encoder.layers.0.blocks.0.mlp.fc1.weight", names);
        Assert.DoesNotContain(names, name => name.StartsWith("encoder.layers.0.blocks.0.attn.") || name == "encoder.absolute_pos_embed" || name.StartsWith("encoder.patch_embed."));
        classifier.TuneLast(1);
        Assert.DoesNotContain(Names(classifier), name => name.StartsWith("encoder.layers.0."));
    }
}
