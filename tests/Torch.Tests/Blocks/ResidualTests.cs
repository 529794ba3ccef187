using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.Blocks;

/// <summary>The residual stream: <see cref="Engine.AddNorm"/> and <see cref="Engine.AddBranch"/>.</summary>
[Collection("alone")]
public class ResidualTests
{
    private const double Epsilon = 1e-6;

    private static Tensor Draw(ScalarType type, params long[] shape) => randn(shape).to(type);

    private static LayerNorm Norm(Tensor weight, Tensor bias)
    {
        var norm = LayerNorm(weight.size(0), Epsilon, dtype: weight.dtype);
        (norm.weight, norm.bias) = (new Parameter(weight), new Parameter(bias));
        return norm;
    }

    // The parameters of the module are the leaves themselves only if they are made of them; so the operator is asked by its
    // parts.
    private static Tensor[] Fused(Tensor?[] t, bool mixed)
    {
        using var autocast = mixed ? Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16) : null;
        var (sum, normed) = new Operator("mimlab::add_norm").CallPair(t[0], t[1], t[2], t[3], t[4], t[5], Epsilon, mixed ? ScalarType.BFloat16 : default(ScalarType?));
        return [sum, normed];
    }

    private static Tensor Sum(Tensor?[] t)
    {
        if (t[1] is not { } branch) return t[0]!;
        if (t[2] is { } gamma) branch = branch * gamma;
        return t[0]! + (t[3] is { } scale ? branch * scale.view(-1, 1, 1) : branch);
    }

    private static Tensor[] Plain(Tensor?[] t)
    {
        var sum = Sum(t);
        var away = sum - sum.mean([-1], keepdim: true);
        return [sum, away / (away.pow(2).mean([-1], keepdim: true) + Epsilon).sqrt() * t[4]! + t[5]!];
    }

    private static (string, Tensor?)[] Inputs(long batch, long tokens, long width, bool branch, bool gamma, bool scale, bool mixed, bool lowStream = false) =>
    [
        ("x", Draw(lowStream ? ScalarType.BFloat16 : ScalarType.Float32, batch, tokens, width)),
        ("branch", branch ? Draw(mixed ? ScalarType.BFloat16 : ScalarType.Float32, batch, tokens, width) : null),
        ("gamma", gamma ? Draw(ScalarType.Float32, width) : null),
        ("-scale", scale ? rand(batch) * 2 : null),
        ("weight", Draw(ScalarType.Float32, width)),
        ("bias", Draw(ScalarType.Float32, width)),
    ];

    [Theory]
    [InlineData(2, 5, 48, true, true, true)]
    [InlineData(3, 7, 37, true, true, false)]   // no multiple of the vector length
    [InlineData(3, 7, 37, true, false, true)]
    [InlineData(2, 3, 16, true, false, false)]
    [InlineData(2, 3, 19, false, false, false)]
    [InlineData(1, 1, 8, true, true, true)]     // one short row
    [InlineData(4, 300, 33, true, true, true)]  // several blocks of rows, the last one short
    [InlineData(0, 5, 24, true, true, true)]    // an empty batch
    public void Values_and_gradients_are_those_of_the_formula(long batch, long tokens, long width, bool branch, bool gamma, bool scale)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        Compared.Run(Inputs(batch, tokens, width, branch, gamma, scale, mixed: false), t => Fused(t, false), Plain, 3e-6);
        Compared.Run(Inputs(batch, tokens, width, branch, gamma, scale, mixed: true), t => Fused(t, true), Plain, 1e-5);
    }

    [Fact]
    public void A_bfloat16_stream_becomes_float32_in_mixed_precision()
    {
        using var scope = NewDisposeScope();
        Compared.Run(Inputs(2, 6, 40, true, true, true, mixed: true, lowStream: true), t => Fused(t, true), Plain, 1e-5);
        var (sum, normed) = Mixed(randn(2, 3, 4).to(ScalarType.BFloat16));
        Assert.Equal((ScalarType.Float32, ScalarType.BFloat16), (sum.dtype, normed.dtype));

        static (Tensor, Tensor) Mixed(Tensor x)
        {
            using var autocast = Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16);
            return Engine.AddNorm(x, LayerNorm(4), x);
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void The_sum_alone_is_that_of_the_formula(bool gamma, bool scale)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        foreach (var mixed in new[] { false, true })
            Compared.Run(Inputs(3, 21, 29, true, gamma, scale, mixed)[..4], t => [Engine.AddBranch(t[0]!, t[1]!, t[2], t[3])], t => [Sum(t)], 3e-6);
    }

    [Fact]
    public void What_the_fused_pass_does_not_take_is_composed()
    {
        using var scope = NewDisposeScope();
        (string, Tensor?)[] exact = [.. Inputs(2, 5, 11, true, true, true, mixed: false).Select(i => (i.Item1, i.Item2?.to(ScalarType.Float64)))];
        Compared.Run(exact, t => Fused(t, false), Plain, 1e-13);
        Compared.Run(exact[..4], t => [Engine.AddBranch(t[0]!, t[1]!, t[2], t[3])], t => [Sum(t)], 1e-14);
        // A scale with a gradient, and tensors whose numbers do not lie side by side.
        (string Name, Tensor? Value)[] learned = Inputs(2, 5, 11, true, true, true, mixed: false);
        learned[3] = ("scale", learned[3].Value);
        Compared.Run(learned, t => Fused(t, false), Plain, 3e-6);
        Compared.Run(Inputs(5, 2, 11, true, true, false, mixed: false), t => Fused([t[0]!.transpose(0, 1), t[1]!.transpose(0, 1), .. t[2..]], false),
            t => Plain([t[0]!.transpose(0, 1), t[1]!.transpose(0, 1), .. t[2..]]), 3e-6);
    }

    [Fact]
    public void Gradients_are_slopes()
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var inputs = Inputs(2, 3, 21, true, true, true, mixed: false).Select(i => i.Item2!).ToArray();
        foreach (var index in new[] { 0, 1, 2, 4, 5 }) inputs[index].requires_grad_(true);
        Tensor Loss() => Fused(inputs, false) is [var sum, var normed] ? (sum.sin().to(ScalarType.Float64).sum() + normed.pow(3).to(ScalarType.Float64).sum()) : throw new InvalidOperationException();
        Loss().backward();
        Compared.Slopes(new[] { 0, 1, 2, 4, 5 }.Select(i => inputs[i]), Loss, input => randn_like(input), 2e-3);
    }

    [Fact]
    public void Frozen_inputs_get_no_gradient_and_an_unused_result_counts_as_zero()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 5).requires_grad_(true);
        var branch = randn(2, 3, 5).requires_grad_(true);
        var norm = LayerNorm(5, Epsilon);
        Engine.AddNorm(x, norm, branch).Sum.sum().backward();
        Assert.True(x.grad!.eq(1).all().item<bool>() && branch.grad!.eq(1).all().item<bool>());
        Assert.Null(norm.weight.grad);

        foreach (var parameter in norm.parameters()) parameter.requires_grad = false;
        Engine.AddNorm(x.detach(), norm, branch).Normed.pow(2).sum().backward();
        Assert.Null(norm.weight.grad);
        using (no_grad()) Assert.False(Engine.AddNorm(x, norm, branch).Normed.requires_grad);
        var start = Engine.AddNorm(x, norm).Sum;
        Assert.True(start.eq(x).all().item<bool>());
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        manual_seed(10);
        var leaves = Inputs(5, 333, 45, true, true, true, mixed: true).Select(i => i.Item2!).ToArray();
        foreach (var index in new[] { 0, 1, 2, 4, 5 }) leaves[index].requires_grad_(true);
        var results = Fused(leaves, true);
        (results[0].sin().sum() + results[1].to(ScalarType.Float32).pow(2).sum()).backward();
        return [.. results.Concat(leaves.Select(l => l.grad).OfType<Tensor>()).Select(Compared.Bits)];
    });

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 4);
        Assert.Contains("the branch has the shape [2, 3, 5], but x has [2, 3, 4]", Message(() => Engine.AddBranch(x, randn(2, 3, 5))));
        Assert.Contains("gamma has the shape [3], but x has [2, 3, 4]", Message(() => Engine.AddBranch(x, x, gamma: ones(3))));
        Assert.Contains("one number for each sample", Message(() => Engine.AddBranch(x, x, scale: ones(3))));
        Assert.Contains("weight and bias have the shapes [5] and [5], but x has [2, 3, 4]", Message(() => Engine.AddNorm(x, LayerNorm(5))));
        Assert.Contains("there is none", Message(() => Engine.AddNorm(x, LayerNorm(4), gamma: ones(4))));

        static string Message(Action action) => Assert.ThrowsAny<TorchException>(action).Message;
    }

    [Fact]
    public void A_module_s_own_parameters_take_part()
    {
        using var scope = NewDisposeScope();
        var norm = Norm(randn(6), randn(6));
        var x = randn(2, 3, 6);
        Engine.AddNorm(x, norm).Normed.pow(2).sum().backward();
        var (weight, bias) = (norm.weight.grad!.clone(), norm.bias.grad!.clone());
        norm.zero_grad();
        norm.call(x).pow(2).sum().backward();
        Compared.Close("weight", norm.weight.grad!.to(ScalarType.Float64), weight, 1e-5);
        Compared.Close("bias", norm.bias.grad!.to(ScalarType.Float64), bias, 1e-5);
    }
}
