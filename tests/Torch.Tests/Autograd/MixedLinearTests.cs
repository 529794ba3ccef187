using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.AutogradTests;

/// <summary>
/// A linear layer under autocast on the CPU, which is an operator of our own, against float64 on the same rounded numbers.
/// </summary>
public sealed class MixedLinearTests
{
    private const double Tolerance = 1.2e-2; // of the largest value: bfloat16 has 8 bits, and the bias is added after a rounding

    [Theory]
    [InlineData(37, 5, 19, true)]   // more outputs than inputs: the weight's gradient is computed the other way round
    [InlineData(37, 19, 5, true)]
    [InlineData(1, 64, 64, false)]
    [InlineData(300, 33, 70, true)]
    public void Values_and_gradients_are_those_of_the_layer(int rows, int inputs, int outputs, bool biased)
    {
        using var scope = NewDisposeScope();
        manual_seed(rows + inputs);
        Tensor x = Rounded(rows, inputs).view(1, rows, inputs).requires_grad_(), weight = Rounded(outputs, inputs).requires_grad_();
        var bias = biased ? Rounded(outputs).requires_grad_() : null;
        var slope = Rounded(1, rows, outputs).to(ScalarType.BFloat16);
        Tensor output;
        using (Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16)) output = functional.linear(x, weight, bias);
        Assert.Equal(ScalarType.BFloat16, output.dtype);
        output.backward([slope]);

        Tensor Double(Tensor t) => t.detach().to(ScalarType.Float64).requires_grad_();
        Tensor x2 = Double(x), weight2 = Double(weight);
        var bias2 = bias is null ? null : Double(bias);
        var expected = functional.linear(x2, weight2, bias2);
        expected.backward([slope.to(ScalarType.Float64)]);

        Near(expected, output);
        Near(x2.grad!, x.grad!);
        Near(weight2.grad!, weight.grad!);
        if (bias is not null) Near(bias2!.grad!, bias.grad!);
        foreach (var gradient in new[] { x.grad, weight.grad, bias?.grad }.OfType<Tensor>())
        {
            Assert.Equal(ScalarType.Float32, gradient.dtype);
            Assert.True(gradient.is_contiguous());
        }
    }

    [Fact]
    public void What_needs_no_gradient_gets_none_and_an_empty_batch_is_no_error()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(0, 4), weight = randn(3, 4).requires_grad_();
        using (Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            var output = functional.linear(x, weight);
            Assert.Equal([0L, 3], output.shape);
            output.sum().backward();
        }
        Assert.Null(x.grad);
        Assert.Equal(0, weight.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void Float64_is_left_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var mixed = Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16);
        using var layer = Linear(4, 4, dtype: ScalarType.Float64);
        using var norm = LayerNorm(4, dtype: ScalarType.Float64);
        var x = randn(2, 4, dtype: ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, functional.linear(x, layer.weight, layer.bias).dtype);
        Assert.Equal(ScalarType.Float64, Engine.Perceptron(x, layer, layer).dtype);
        Assert.Equal(ScalarType.Float64, Engine.AddNorm(x, norm).Normed.dtype);
    }

    [Fact]
    public void A_weight_that_does_not_fit_is_named_with_its_shape()
    {
        using var scope = NewDisposeScope();
        using var mixed = Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16);
        Assert.Contains("[3, 5]", Assert.ThrowsAny<Exception>(() => functional.linear(randn(2, 4), randn(3, 5))).Message);
    }

    private static Tensor Rounded(params long[] shape) => randn(shape).to(ScalarType.BFloat16).to(ScalarType.Float32);

    private static void Near(Tensor expected, Tensor actual)
    {
        var error = ((actual.to(ScalarType.Float64) - expected).abs().max() / expected.abs().max()).item<double>();
        Assert.True(error < Tolerance, $"{error:0.0e+0} of the largest value");
    }
}
