using MimLab.Torch.Tests.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Targets;

/// <summary>What a prediction is off by: <see cref="Engine.AbsoluteErrors"/> and <see cref="Engine.SquaredErrors"/>.</summary>
[Collection("alone")]
public class PixelErrorsTests
{
    private static Tensor[] Fused(Tensor?[] t, bool squared) => [squared ? Engine.SquaredErrors(t[0]!, t[1]!) : Engine.AbsoluteErrors(t[0]!, t[1]!)];

    private static Tensor[] Plain(Tensor?[] t, bool squared)
    {
        var away = t[0]! - t[1]!;
        return [(squared ? away * away : away.abs()).sum(-1)];
    }

    private static (string, Tensor?)[] Inputs(long batch, long patches, long pixels, ScalarType predicted, bool learnsTruth = false) =>
        [("predicted", randn(batch, patches, pixels).to(predicted)), (learnsTruth ? "truth" : "-truth", randn(batch, patches, pixels))];

    [Theory]
    [InlineData(2, 5, 48)]
    [InlineData(3, 7, 37)]      // no multiple of the vector length
    [InlineData(1, 1, 3)]       // one short row
    [InlineData(4, 300, 33)]    // several threads
    [InlineData(0, 5, 24)]      // an empty batch
    [InlineData(2, 5, 0)]       // empty patches
    public void Values_and_gradients_are_those_of_the_formula(long batch, long patches, long pixels)
    {
        using var scope = NewDisposeScope();
        manual_seed(51);
        foreach (var squared in new[] { false, true })
        {
            Compared.Run(Inputs(batch, patches, pixels, ScalarType.Float32), t => Fused(t, squared), t => Plain(t, squared), 5e-6);
            Compared.Run(Inputs(batch, patches, pixels, ScalarType.BFloat16), t => Fused(t, squared), t => Plain(t, squared), 5e-6);
        }
    }

    [Fact]
    public void What_the_fused_pass_does_not_take_is_composed()
    {
        using var scope = NewDisposeScope();
        manual_seed(52);
        foreach (var squared in new[] { false, true })
        {
            Compared.Run([.. Inputs(2, 5, 11, ScalarType.Float64).Select(i => (i.Item1, i.Item2?.to(ScalarType.Float64)))],
                t => Fused(t, squared), t => Plain(t, squared), 1e-13);
            Compared.Run(Inputs(2, 5, 11, ScalarType.Float32, learnsTruth: true), t => Fused(t, squared), t => Plain(t, squared), 5e-6);
            Compared.Run(Inputs(5, 2, 11, ScalarType.BFloat16), t => Fused([t[0]!.transpose(0, 1), t[1]!.transpose(0, 1)], squared),
                t => Plain([t[0]!.transpose(0, 1), t[1]!.transpose(0, 1)], squared), 5e-6);
        }
    }

    [Fact]
    public void Gradients_are_slopes()
    {
        using var scope = NewDisposeScope();
        manual_seed(53);
        foreach (var squared in new[] { false, true })
        {
            var inputs = Inputs(2, 3, 21, ScalarType.Float32).Select(i => i.Item2!).ToArray();
            inputs[0].requires_grad_(true);
            Tensor Loss() => Fused(inputs, squared)[0].to(ScalarType.Float64).pow(2).sum();
            Loss().backward();
            Compared.Slopes([inputs[0]], Loss, input => input.grad! / input.grad!.norm(), 3e-3);
        }
    }

    [Fact]
    public void A_perfect_pixel_pulls_nowhere()
    {
        using var scope = NewDisposeScope();
        var predicted = zeros(1, 4).requires_grad_(true);
        Engine.AbsoluteErrors(predicted, tensor(new float[] { 0, 2, -3, 0 }, [1, 4])).sum().backward();
        Assert.Equal([0, -1, 1, 0], predicted.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        manual_seed(54);
        var inputs = Inputs(5, 333, 45, ScalarType.BFloat16).Select(i => i.Item2!).ToArray();
        inputs[0].requires_grad_(true);
        var errors = Fused(inputs, true)[0];
        errors.sin().sum().backward();
        return [Compared.Bits(errors), Compared.Bits(inputs[0].grad!)];
    });

    [Fact]
    public void Shapes_that_differ_are_named()
    {
        using var scope = NewDisposeScope();
        var message = Assert.ThrowsAny<TorchException>(() => Engine.SquaredErrors(zeros(2, 3), zeros(2, 4))).Message;
        Assert.Contains("the prediction has the shape [2, 3], but the truth has [2, 4]", message);
    }
}
