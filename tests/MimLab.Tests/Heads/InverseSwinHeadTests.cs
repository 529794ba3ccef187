using MimLab.Heads;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Heads;

[Collection("torch")]
public class InverseSwinHeadTests
{
    private static ModelSettings Settings(int? targetSize = null, string backbone = "swin") => new()
    {
        Backbone = backbone, Size = backbone == "swin" ? "Swin-T" : "SwinV2-T", ImageSize = 32, PatchSize = 4, Width = 8, Heads = 2, Depths = [2, 1, 2], Window = 4,
        Head = "inverse-swin", TargetSize = targetSize,
    };

    [Theory]
    [InlineData(null, "swin")]
    [InlineData(8, "swin")]
    [InlineData(16, "swinv2")]
    public void Its_parameters_are_as_many_as_counted_and_its_picture_is_an_image(int? targetSize, string backbone)
    {
        using var scope = NewDisposeScope();
        using var model = Settings(targetSize, backbone).CreateModel();
        Assert.Equal(model.parameters().Sum(p => p.numel()), PretrainingCost.Parameters(Settings(targetSize, backbone)));
        Assert.Equal([2L, 3, 32, 32], model.Reconstruct(randn(2, 3, 32, 32), ones(2, 8, 8)).shape);
        Assert.True(PretrainingCost.FlopsPerImage(Settings(targetSize, backbone), new()) > PretrainingCost.FlopsPerImage(Settings(targetSize, backbone) with { Head = "linear" }, new()));
    }

    /// <summary>Token by token and pixel by pixel, with blocks that do nothing.</summary>
    [Fact]
    public void Tokens_unfold_into_the_places_they_stand_for()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(3);
        var head = (InverseSwinHead)new HeadConfig { Kind = "inverse-swin", Width = 4, Depths = [1, 1], Heads = 2, Window = 2 }.Create(6, 4, 3 * 8 * 8);
        var state = head.state_dict();
        // Both branches of every block add nothing.
        foreach (var name in state.Keys.Where(n => n.Contains("attn.proj") || n.Contains("mlp.fc2"))) state[name].zero_();
        var tokens = randn(1, 4, 6);                                        // 2 x 2 tokens, of 2 x 2 patches of 4 x 4 pixels each
        var predicted = head.call(tokens).view([2, 2, 3, 8, 8]);            // [h, w, C, 8, 8]
        for (var place = 0; place < 4; place++)
        {
            var x = nn.functional.linear(tokens[0, place], state["embed.weight"], state["embed.bias"]);
            x = nn.functional.layer_norm(x, [8], state["norm.weight"], state["norm.bias"], 1e-5);
            var four = nn.functional.linear(x, state["layers.0.unfold.weight"]).view(2, 2, 4);
            four = nn.functional.layer_norm(four, [4], state["layers.0.norm.weight"], state["layers.0.norm.bias"], 1e-5);
            for (var row = 0; row < 8; row++)
                for (var column = 0; column < 8; column++)
                {
                    var pixels = nn.functional.linear(four[row / 4, column / 4], state["unfold.weight"]).view(4, 4, 4);
                    var pixel = nn.functional.layer_norm(pixels[row % 4, column % 4], [4], state["unfold_norm.weight"], state["unfold_norm.bias"], 1e-5);
                    var expected = nn.functional.linear(pixel, state["pred.weight"], state["pred.bias"]);
                    var actual = stack([.. Enumerable.Range(0, 3).Select(c => predicted[place / 2, place % 2, c, row, column])]);
                    Assert.True((actual - expected).abs().max().item<float>() < 1e-6);
                }
        }
    }

    [Fact]
    public void One_batch_can_be_learned_by_heart()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = Settings().CreateModel();
        var images = randn(2, 3, 8, 8).repeat_interleave(4, 2).repeat_interleave(4, 3);
        var mask = rand(2, 8, 8) > 0.5;
        LearningCheck.Run(model, images, mask, 1 / 3.0);
    }

    [Fact]
    public void Gradients_are_slopes_of_the_loss()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        using var model = Settings().CreateModel();
        var images = randn(2, 3, 32, 32, ScalarType.Float64);
        var mask = rand(2, 8, 8) > 0.4;
        GradientCheck.Run(model, images, mask, "decoder.");
    }
}
