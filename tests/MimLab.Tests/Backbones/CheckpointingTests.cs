using System.Runtime.InteropServices;
using MimLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Tests.Backbones;

/// <summary>Blocks that are computed again in the backward pass: the same gradients from less memory.</summary>
[Collection("torch")]
public class CheckpointingTests
{
    private static ModelSettings Settings(string kind) => kind switch
    {
        "vit" => new() { ImageSize = 32, PatchSize = 4, Width = 48, Depth = 6, Heads = 4, DropPath = 0.5 },
        "vit-block-bias" => new() { ImageSize = 32, PatchSize = 4, Width = 48, Depth = 6, Heads = 4, DropPath = 0.5, RelativePositions = "block" },
        "swin" => new() { Backbone = "swin", Size = "Swin-T", ImageSize = 32, PatchSize = 2, Width = 24, Heads = 3, Depths = [2, 4, 2], Window = 4, DropPath = 0.5 },
        "swinv2" => new() { Backbone = "swinv2", Size = "SwinV2-T", ImageSize = 32, PatchSize = 2, Width = 24, Heads = 3, Depths = [2, 4, 2], Window = 4, DropPath = 0.5 },
        "mixmim" => new()
        {
            Method = "mixmim", Backbone = "mixmim", Size = "MixMIM-B", ImageSize = 32, PatchSize = 2, Width = 24, Heads = 3, Depths = [2, 4, 2], Window = 4, DropPath = 0.5,
            RelativePositions = "none", AbsolutePositions = true, LayerScale = null, Head = "decoder", HeadWidth = 32, HeadDepth = 1, HeadHeads = 2, Loss = "l2",
        },
        _ => new()
        {
            Method = kind, ImageSize = 32, PatchSize = 4, Width = 48, Depth = 6, Heads = 4, RelativePositions = "none", AbsolutePositions = true,
            LayerScale = null, Head = "decoder", HeadWidth = 32, HeadDepth = 1, HeadHeads = 2, Loss = "l2",
        },
    };

    private static IReadOnlyList<byte[]> Step(ModelSettings settings, bool autocast, out long peak)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = settings.CreateModel();
        var side = 32 / model.Encoder.TokenSize;
        var images = randn(4, 3, 32, 32);
        var mask = (arange(4 * side * side) % 4 != 0).view(4, side, side);
        using (var watch = new MemoryWatch())
        {
            using (var step = NewDisposeScope())
            {
                Tensor loss;
                using (autocast ? Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16) : null) loss = model.forward(images, mask);
                loss.backward();
            }
            peak = watch.PeakBytes;
        }
        return [.. model.parameters().Select(p => p.grad is { } gradient ? gradient.bytes.ToArray() : []), rand(4).bytes.ToArray()];
    }

    [Theory]
    [InlineData("vit", false)]
    [InlineData("vit", true)]
    [InlineData("vit-block-bias", false)]
    [InlineData("swin", false)]
    [InlineData("swin", true)]
    [InlineData("swinv2", false)]
    [InlineData("swinv2", true)]
    [InlineData("mae", false)]
    [InlineData("mixmim", false)]
    [InlineData("mixmim", true)]
    public void Pre_training_comes_to_the_same_gradients_with_less_memory(string kind, bool autocast)
    {
        var plain = Step(Settings(kind), autocast, out var most);
        var again = Step(Settings(kind) with { Checkpointing = true }, autocast, out var less);
        Assert.Equal(plain, again);
        Assert.True(less < 0.75 * most, $"{less} bytes with checkpointing, {most} without");
    }

    [Fact]
    public void Where_a_block_has_two_readers_the_gradients_differ_by_the_order_of_a_sum()
    {
        var plain = Step(Settings("mff"), autocast: false, out _);
        var again = Step(Settings("mff") with { Checkpointing = true }, autocast: false, out _);
        foreach (var (expected, actual) in plain.Zip(again))
        {
            var (a, b) = (MemoryMarshal.Cast<byte, float>(expected).ToArray(), MemoryMarshal.Cast<byte, float>(actual).ToArray());
            Assert.Equal(a.Length, b.Length);
            var scale = a.Select(Math.Abs).DefaultIfEmpty(0).Max();
            Assert.All(a.Zip(b), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5 * scale));
        }
    }

    [Theory]
    [InlineData("vit")]
    [InlineData("swinv2")]
    [InlineData("mixmim")]
    public void Fine_tuning_comes_to_the_same_gradients(string kind)
    {
        Assert.Equal(Gradients(false), Gradients(true));

        IReadOnlyList<byte[]> Gradients(bool checkpointing)
        {
            using var scope = NewDisposeScope();
            manual_seed(6);
            var settings = Settings(kind) with { Checkpointing = checkpointing };
            Assert.Equal(checkpointing, settings.AnyFineTuningShape().Checkpointing);
            using var model = settings.CreateClassifier(3, dropPath: 0.3);
            nn.functional.cross_entropy(model.call(randn(4, 3, 32, 32)), arange(4) % 3).backward();
            return [.. model.parameters().Select(p => p.grad is { } gradient ? gradient.bytes.ToArray() : [])];
        }
    }

    /// <summary>The estimate that guards a machine's memory, against what is really taken between the passes.</summary>
    [Theory]
    [InlineData("vit")]
    [InlineData("swin")]
    [InlineData("swinv2")]
    [InlineData("mixmim")]
    public void Activations_are_as_many_as_counted_from_the_shape(string kind)
    {
        var settings = Settings(kind) with { DropPath = 0 };
        var shape = settings.AnyEncoderShape();
        using var scope = NewDisposeScope();
        using var model = settings.CreateClassifier(3);
        var images = randn(16, 3, 32, 32);
        using var watch = new MemoryWatch();
        using var scores = model.call(images);
        var counted = new StepShape(shape, 16, Mixed: false).Bytes;
        Assert.InRange(counted / watch.PeakBytes, 0.7, 1.0);
    }

    [Fact]
    public void Evaluation_is_the_same_and_needs_no_gradients()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var model = (Settings("vit") with { Checkpointing = true }).CreateModel();
        model.eval();
        using var frozen = no_grad();
        var images = randn(2, 3, 32, 32);
        var features = model.Encoder.Features(images);
        Assert.False(features.requires_grad);
        using var trace = model.Encoder.Trace(images);
        Assert.Equal(features.bytes.ToArray(), trace.Output.narrow(1, 1, 64).mean([1]).bytes.ToArray());
    }
}
