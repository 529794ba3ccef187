using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.Blocks;

/// <summary><see cref="Engine.Perceptron"/>, and the GELU inside it.</summary>
[Collection("alone")]
public class PerceptronTests
{
    private static readonly Operator Fused = new("mimlab::perceptron");

    private static (string, Tensor?)[] Inputs(long[] shape, long hidden, long outputs, ScalarType type = ScalarType.Float32) =>
    [
        ("x", randn(shape).to(type)),
        ("weight 1", randn(hidden, shape[^1])),
        ("bias 1", randn(hidden)),
        ("weight 2", randn(outputs, hidden)),
        ("bias 2", randn(outputs)),
    ];

    private static Tensor[] Run(Tensor?[] t, ScalarType? type = null) => [Fused.Call(t[0], t[1], t[2], t[3], t[4], type)];

    private static Tensor[] Plain(Tensor?[] t)
    {
        var product = t[0]!.matmul(t[1]!.t()) + t[2]!;
        return [(product * 0.5 * (1 + (product / Math.Sqrt(2)).erf())).matmul(t[3]!.t()) + t[4]!];
    }

    [Theory]
    [InlineData(new long[] { 2, 5, 6 }, 24, 6)]
    [InlineData(new long[] { 3, 7 }, 37, 5)]        // no multiple of the vector length
    [InlineData(new long[] { 1, 4 }, 3, 1)]         // one row
    [InlineData(new long[] { 2, 600, 5 }, 17, 3)]   // several blocks of rows
    [InlineData(new long[] { 0, 5, 4 }, 8, 4)]      // an empty batch
    public void Values_and_gradients_are_those_of_the_formula(long[] shape, long hidden, long outputs)
    {
        using var scope = NewDisposeScope();
        manual_seed(17);
        Compared.Run(Inputs(shape, hidden, outputs), t => Run(t), Plain, 3e-6);
        Compared.Run(Inputs(shape, hidden, outputs), t => Run(t, ScalarType.BFloat16), Plain, 1e-2, 3e-2);
        Compared.Run(Inputs(shape, hidden, outputs, ScalarType.BFloat16), t => Run(t, ScalarType.BFloat16), Plain, 1e-2, 3e-2);
    }

    [Fact]
    public void Float64_and_scattered_numbers_are_taken_too()
    {
        using var scope = NewDisposeScope();
        manual_seed(18);
        Compared.Run([.. Inputs([2, 3, 5], 7, 4).Select(i => (i.Item1, i.Item2?.to(ScalarType.Float64)))], t => Run(t), Plain, 1e-13);
        Compared.Run(Inputs([3, 2, 5], 7, 4), t => Run([t[0]!.transpose(0, 1), .. t[1..]]), t => Plain([t[0]!.transpose(0, 1), .. t[1..]]), 3e-6);
    }

    // One weight of 1 and no biases: what comes out is the GELU of what goes in, and its derivative.
    private static (Tensor Value, Tensor Slope) Gelu(Tensor x)
    {
        var input = x.unsqueeze(1).requires_grad_(true);
        var output = Run([input, ones(1, 1), zeros(1), ones(1, 1), zeros(1)])[0];
        output.sum().backward();
        return (output.detach().squeeze(1), input.grad!.squeeze(1));
    }

    [Fact]
    public void The_GELU_is_accurate_to_the_last_digits_of_float32()
    {
        using var scope = NewDisposeScope();
        foreach (var (from, to) in new[] { (-1.0, 1.0), (-6.0, 6.0), (-40.0, 40.0) })
        {
            var x = linspace(from, to, 200_001, ScalarType.Float32);
            var (value, slope) = Gelu(x);
            var exact = x.detach().to(ScalarType.Float64);
            var share = (1 + (exact / Math.Sqrt(2)).erf()) * 0.5;
            Compared.Close("value", exact * share, value, 2e-7);
            Compared.Close("slope", share + exact * (exact.pow(2) * -0.5).exp() / Math.Sqrt(2 * Math.PI), slope, 2e-7);
        }
    }

    [Fact]
    public void What_is_no_number_stays_none_and_large_numbers_pass()
    {
        using var scope = NewDisposeScope();
        var (value, slope) = Gelu(tensor(new[] { float.NaN, 1e30f, -1e30f, float.PositiveInfinity, 0 }));
        var values = value.data<float>().ToArray();
        Assert.Equal([float.NaN, 1e30f], values[..2]);
        Assert.Equal(0, values[2] / 1e30f, 1e-30);
        Assert.Equal([float.PositiveInfinity, 0], values[3..]);
        var slopes = slope.data<float>();
        Assert.Equal(1, slopes[1], 1e-6f);
        Assert.Equal(0.5f, slopes[4], 1e-6f);
    }

    [Fact]
    public void Gradients_are_slopes()
    {
        using var scope = NewDisposeScope();
        manual_seed(19);
        var inputs = Inputs([3, 6], 19, 5).Select(i => i.Item2!.requires_grad_(true)).ToArray();
        Tensor Loss() => Run(inputs)[0].to(ScalarType.Float64).sin().sum();
        Loss().backward();
        using var frozen = no_grad();
        foreach (var input in inputs)
        {
            var direction = randn_like(input) * input.grad!.abs();
            var slope = (input.grad! * direction).sum().item<float>();
            var step = 1e-3 / direction.norm().item<float>();
            input.add_(direction * step);
            var above = Loss().item<double>();
            input.add_(direction * (-2 * step));
            var below = Loss().item<double>();
            input.add_(direction * step);
            Assert.True(Math.Abs((above - below) / (2 * step) - slope) < 0.02 * direction.norm().item<float>(), $"{(above - below) / (2 * step)} against {slope}");
        }
    }

    [Fact]
    public void It_is_a_layer_s_two_linear_layers_under_autocast_too()
    {
        using var scope = NewDisposeScope();
        manual_seed(20);
        var (first, second) = (Linear(24, 96), Linear(96, 24));
        var x = randn(2, 9, 24);
        var expected = second.call(functional.gelu(first.call(x)));
        Compared.Close("float32", expected.to(ScalarType.Float64), Engine.Perceptron(x, first, second), 1e-6);
        using var autocast = Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16);
        var low = Engine.Perceptron(x, first, second);
        Assert.Equal(ScalarType.BFloat16, low.dtype);
        Compared.Close("bfloat16", expected.to(ScalarType.Float64), low, 2e-2);
        foreach (var parameter in first.parameters()) parameter.requires_grad = false;
        low = Engine.Perceptron(x, first, second);
        low.to(ScalarType.Float32).sum().backward();
        Assert.Null(first.weight.grad);
        Assert.Equal(ScalarType.Float32, second.weight.grad!.dtype);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        manual_seed(21);
        // Widths at which the matrix products themselves do not split a sum between threads.
        var leaves = Inputs([3, 211, 1], 45, 1).Select(i => i.Item2!.requires_grad_(true)).ToArray();
        Run(leaves)[0].pow(2).sum(1).mean().backward();
        return [.. new[] { leaves[0], leaves[2] }.Select(l => Compared.Bits(l.grad!))];
    });

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<TorchException>(() => Engine.Perceptron(randn(2, 3), Linear(4, 8), Linear(8, 4)));
        Assert.Contains("weights of the shapes [8, 4] and [4, 8] with biases of [8] and [4] do not fit x of [2, 3]", error.Message);
    }
}
