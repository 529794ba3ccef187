using MimLab.Torch.Tests.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Optim;

/// <summary>The norm of all gradients, and clipping to it within the optimizer's pass.</summary>
[Collection("alone")]
public class GradientClippingTests
{
    // Sizes around the kernel's pieces of 16384 and around vector lengths, and one without elements.
    private static readonly long[][] Shapes = [[], [1], [7], [31], [3, 33], [16384], [16387], [300, 301], [0, 4]];

    private static readonly Operator Norm = new("mimlab::grad_norm");

    [Theory]
    [InlineData(1)]
    [InlineData(1e-25)]
    [InlineData(1e25)] // the squares of which float32 cannot hold
    public void The_norm_is_that_of_float64_to_the_last_bit(double scale)
    {
        using var scope = NewDisposeScope();
        var tensors = Draw(1).Select(t => t * scale).ToArray();
        var norm = Norm.Call(tensors);
        Assert.Equal((ScalarType.Float32, 0L), (norm.dtype, norm.dim()));
        Assert.Equal((float)Exact(tensors), norm.item<float>());
    }

    [Fact]
    public void The_norm_of_anything_is_what_libtorch_makes_of_it()
    {
        using var scope = NewDisposeScope();
        Tensor[][] lists =
        [
            Draw(1, ScalarType.Float64),
            Draw(2, ScalarType.BFloat16),
            [.. Draw(3), .. Draw(4, ScalarType.Float64)],
            [.. Draw(5).Select(t => t.dim() == 2 ? t.t().contiguous().t() : t)],
            [ones(3, 4).t()],
        ];
        foreach (var list in lists)
        {
            var norm = Norm.Call(list);
            Assert.Equal(0, norm.dim());
            Assert.Equal(1, norm.to(ScalarType.Float64).item<double>() / Exact(list), list.Any(t => t.dtype == ScalarType.BFloat16) ? 0.01 : 1e-6);
        }
    }

    [Fact]
    public void What_is_no_number_shows_in_the_norm()
    {
        using var scope = NewDisposeScope();
        foreach (var at in new[] { 0, 40, 20000, 40001 })
        {
            var values = ones(40002);
            values[at] = float.NaN;
            Assert.True(float.IsNaN(Norm.Call(new[] { ones(3), values }).item<float>()));
            values[at] = float.NegativeInfinity;
            Assert.Equal(float.PositiveInfinity, Norm.Call(new[] { ones(3), values }).item<float>());
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        var parameters = Parameters(ScalarType.Float32, 1);
        using var optimizer = Engine.CreateAdamW([new AdamWGroup(parameters, 0.05)]);
        var norms = new List<byte[]>();
        for (var step = 0; step < 4; step++)
        {
            SetGradients(parameters, step);
            norms.Add(Compared.Bits(optimizer.Step(1)));
        }
        return [.. norms, .. parameters.Select(Compared.Bits)];
    });

    [Theory]
    [InlineData(ScalarType.Float32, 0.5)]
    [InlineData(ScalarType.Float32, 1e6)]
    [InlineData(ScalarType.Float32, double.PositiveInfinity)]
    [InlineData(ScalarType.Float64, 0.5)]
    [InlineData(ScalarType.Float64, 1e6)]
    [InlineData(null, 0.5)] // both, one after the other
    public void Clipping_in_the_update_is_clipping_before_it_bit_for_bit(ScalarType? type, double maxNorm)
    {
        using var scope = NewDisposeScope();
        Parameter[] one = type is null ? [.. Parameters(ScalarType.Float32, 1), .. Parameters(ScalarType.Float64, 2)] : Parameters(type.Value, 1);
        Parameter[] two = [.. one.Select(p => new Parameter(p.detach().clone()))];
        using var clipping = Engine.CreateAdamW([new AdamWGroup(one, 0.05)]);
        using var plain = Engine.CreateAdamW([new AdamWGroup(two, 0.05)]);
        for (var step = 0; step < 5; step++)
        {
            SetGradients(one, step);
            SetGradients(two, step);
            var norm = clipping.Step(maxNorm);
            var factor = (maxNorm / (norm + 1e-6)).clamp_(max: 1.0);
            foreach (var parameter in two) parameter.grad!.mul_(factor);
            plain.Step();
        }
        Assert.Equal(two.Select(Compared.Bits), one.Select(Compared.Bits));
        foreach (var (key, state) in plain.State()) Assert.Equal(Compared.Bits(state), Compared.Bits(clipping.State()[key]));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NaN)]
    public void Infinity_clips_nothing_whatever_the_norm(float value)
    {
        using var scope = NewDisposeScope();
        Parameter[] one = [new(ones(3)), new(ones(2))], two = [new(ones(3)), new(ones(2))];
        using var clipping = Engine.CreateAdamW([new AdamWGroup(one, 0.05)]);
        using var plain = Engine.CreateAdamW([new AdamWGroup(two, 0.05)]);
        foreach (var parameters in new[] { one, two })
            (parameters[0].grad, parameters[1].grad) = (full(3, 0.5), tensor(new[] { value, 1 }));
        Assert.Equal(value, clipping.Step(double.PositiveInfinity).item<float>());
        plain.Step();
        Assert.Equal(two.Select(Compared.Bits), one.Select(Compared.Bits));
        Assert.True(one[0].isfinite().all().item<bool>());
    }

    [Fact]
    public void It_clips_as_the_function_does()
    {
        using var scope = NewDisposeScope();
        Parameter[] one = Parameters(ScalarType.Float32, 1), two = Parameters(ScalarType.Float32, 1);
        using var clipping = Engine.CreateAdamW([new AdamWGroup(one, 0.05)]);
        using var plain = Engine.CreateAdamW([new AdamWGroup(two, 0.05)]);
        // An epsilon as large as the gradients: without it AdamW's first step would not depend on their size.
        clipping.Epsilon = plain.Epsilon = 1e-3;
        SetGradients(one, 1);
        SetGradients(two, 1);
        Assert.Equal(1, clipping.Step(0.5).item<float>() / nn.utils.clip_grad_norm_(two, 0.5), 1e-6);
        plain.Step();
        foreach (var (a, b) in one.Zip(two)) Assert.True(a.allclose(b, rtol: 1e-6, atol: 1e-7), $"{a.numel()} values differ");
    }

    [Fact]
    public void Only_gradients_that_are_there_count()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(3)), new(ones(2)), new(ones(1))];
        using var optimizer = Engine.CreateAdamW([new AdamWGroup(parameters, 0.5)]);
        Assert.Equal(0f, optimizer.Step(1).item<float>());
        Assert.Equal(0, optimizer.StepCount);
        parameters[1].grad = tensor(new[] { 3f, 4 });
        Assert.Equal(5f, optimizer.Step(1).item<float>());
        Assert.Equal([0L, 1, 0], optimizer.State()["step"].data<long>().ToArray());
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("no tensor", Assert.Throws<TorchException>(() => Norm.Call(Array.Empty<Tensor>())).Message, StringComparison.Ordinal);
        Tensor[] one = [ones(3)];
        var adamw = new Operator("mimlab::adamw_");
        var wrong = Assert.Throws<TorchException>(() =>
            adamw.CallVoid(one, one, one, one, new[] { 0.1 }, new[] { 0.0 }, new[] { 1L }, 0.9, 0.999, 1e-8, ones(2)));
        Assert.Contains("single number", wrong.Message, StringComparison.Ordinal);
    }

    private static double Exact(Tensor[] tensors) => Math.Sqrt(tensors.Sum(t => t.to(ScalarType.Float64).square().sum().item<double>()));

    private static Tensor[] Draw(ulong seed, ScalarType type = ScalarType.Float32)
    {
        using var generator = new Generator(seed);
        return [.. Shapes.Select(shape => randn(shape, type, generator: generator))];
    }

    private static Parameter[] Parameters(ScalarType type, ulong seed) => [.. Draw(seed, type).Select(t => new Parameter(t))];

    // One gradient is a transposed view, as a matrix product's backward pass gives.
    private static void SetGradients(Parameter[] parameters, int step)
    {
        using var generator = new Generator((ulong)step);
        foreach (var parameter in parameters)
        {
            var gradient = randn(parameter.shape, parameter.dtype, generator: generator);
            parameter.grad = parameter.shape is [300, 301] ? gradient.t().contiguous().t() : gradient;
        }
    }
}
