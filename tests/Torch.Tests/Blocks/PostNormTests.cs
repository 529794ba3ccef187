using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.Blocks;

/// <summary>SwinV2's residual stream: <see cref="Engine.AddNormed"/>.</summary>
[Collection("alone")]
public class PostNormTests
{
    private const double Epsilon = 1e-5;
    private static readonly Operator Operator = new("mimlab::add_normed");

    private static Tensor[] Fused(Tensor?[] t, bool mixed) => [Operator.Call(t[0], t[1], t[2], t[3], t[4], Epsilon, mixed)];

    private static Tensor[] Plain(Tensor?[] t)
    {
        var away = t[1]! - t[1]!.mean([-1], keepdim: true);
        var normed = away / (away.pow(2).mean([-1], keepdim: true) + Epsilon).sqrt() * t[3]! + t[4]!;
        return [t[0]! + (t[2] is { } scale ? normed * scale.view(-1, 1, 1) : normed)];
    }

    private static (string, Tensor?)[] Inputs(long batch, long tokens, long width, bool scale, ScalarType branch, ScalarType stream = ScalarType.Float32) =>
    [
        ("x", randn(batch, tokens, width).to(stream)),
        ("branch", (randn(batch, tokens, width) * 3 + 1).to(branch)),
        ("-scale", scale ? rand(batch) * 2 : null),
        ("weight", randn(width)),
        ("bias", randn(width)),
    ];

    [Theory]
    [InlineData(2, 5, 48, true)]
    [InlineData(3, 7, 37, true)]    // no multiple of the vector length
    [InlineData(3, 7, 37, false)]
    [InlineData(1, 1, 8, false)]    // one short row
    [InlineData(4, 300, 33, true)]  // several blocks of rows, the last one short
    [InlineData(0, 5, 24, true)]    // an empty batch
    public void Values_and_gradients_are_those_of_the_formula(long batch, long tokens, long width, bool scale)
    {
        using var scope = NewDisposeScope();
        manual_seed(27);
        Compared.Run(Inputs(batch, tokens, width, scale, ScalarType.Float32), t => Fused(t, false), Plain, 5e-6);
        Compared.Run(Inputs(batch, tokens, width, scale, ScalarType.BFloat16), t => Fused(t, false), Plain, 5e-6);
        Compared.Run(Inputs(batch, tokens, width, scale, ScalarType.BFloat16, ScalarType.BFloat16), t => Fused(t, true), Plain, 5e-6);
    }

    [Fact]
    public void What_the_fused_pass_does_not_take_is_composed()
    {
        using var scope = NewDisposeScope();
        manual_seed(28);
        foreach (var scale in new[] { false, true })
            Compared.Run([.. Inputs(2, 5, 11, scale, ScalarType.Float32).Select(i => (i.Item1, i.Item2?.to(ScalarType.Float64)))], t => Fused(t, false), Plain, 1e-13);
        Compared.Run(Inputs(5, 2, 11, false, ScalarType.Float32), t => Fused([t[0]!.transpose(0, 1), t[1]!.transpose(0, 1), .. t[2..]], false),
            t => Plain([t[0]!.transpose(0, 1), t[1]!.transpose(0, 1), .. t[2..]]), 5e-6);
    }

    [Fact]
    public void Gradients_are_slopes()
    {
        using var scope = NewDisposeScope();
        manual_seed(29);
        var inputs = Inputs(2, 3, 21, true, ScalarType.Float32).Select(i => i.Item2!).ToArray();
        int[] learned = [0, 1, 3, 4];
        foreach (var index in learned) inputs[index].requires_grad_(true);
        Tensor Loss() => Fused(inputs, false)[0].to(ScalarType.Float64).pow(3).sum();
        Loss().backward();
        Compared.Slopes(learned.Select(i => inputs[i]), Loss, input => input.grad! / input.grad!.norm(), 3e-3);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        manual_seed(30);
        var leaves = Inputs(5, 333, 45, true, ScalarType.BFloat16).Select(i => i.Item2!).ToArray();
        foreach (var index in new[] { 0, 1, 3, 4 }) leaves[index].requires_grad_(true);
        var sum = Fused(leaves, true)[0];
        sum.sin().sum().backward();
        return [.. leaves.Select(l => l.grad).OfType<Tensor>().Append(sum).Select(Compared.Bits)];
    });

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 4);
        Assert.Contains("the branch has the shape [2, 3, 5], but x has [2, 3, 4]", Message(() => Engine.AddNormed(x, LayerNorm(4), randn(2, 3, 5))));
        Assert.Contains("weight and bias have the shapes [5] and [5]", Message(() => Engine.AddNormed(x, LayerNorm(5), x)));
        Assert.Contains("scale has 3 numbers", Message(() => Engine.AddNormed(x, LayerNorm(4), x, ones(3))));

        static string Message(Action action) => Assert.ThrowsAny<TorchException>(action).Message;
    }
}
