using MimLab.Data;
using MimLab.Heads;
using MimLab.Targets;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class TargetLossTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(9, false)]
    public void In_chunks_the_loss_and_its_gradients_are_those_of_the_whole_batch(int images, bool masked)
    {
        using var scope = NewDisposeScope();
        manual_seed(images);
        using var target = new ColourBins(new PatchGrid(3, 4, 2), 8, Normalisation.ImageNet);
        var head = new LinearHead(12, target.Outputs);
        head.to(ScalarType.Float64);
        var features = randn(5, 9, 12, ScalarType.Float64).requires_grad_(true);
        var truth = target.Truth(randn(5, 9, 48, ScalarType.Float64));
        var mask = masked ? rand(5, 3, 3) > 0.5 : null;

        var whole = TargetLoss.Mean(target, target.Errors(head.call(features), truth), mask) * 0.5;
        whole.backward();
        var expected = head.parameters().Append(features).Select(p => p.grad!.clone()).ToArray();
        foreach (var leaf in head.parameters().Append(features)) leaf.grad = null;
        var chunked = TargetLoss.MeanInChunks(target, head, features, truth, mask, images) * 0.5;
        chunked.backward();

        Assert.Equal(whole.item<double>(), chunked.item<double>(), 12);
        foreach (var (leaf, gradient) in head.parameters().Append(features).Zip(expected))
            Assert.True((leaf.grad! - gradient).abs().max().item<double>() < 1e-14);
        using (no_grad()) Assert.Equal(whole.item<double>(), (TargetLoss.MeanInChunks(target, head, features, truth, mask, images) * 0.5).item<double>(), 12);
    }

    [Fact]
    public void Nothing_hidden_costs_nothing()
    {
        using var scope = NewDisposeScope();
        using var target = new PixelTarget(new PatchGrid(3, 4, 4));
        Assert.Equal(0, TargetLoss.Mean(target, ones(2, 9), zeros(2, 3, 3)).item<float>());
    }
}
