using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Optim;

[Collection("alone")]
public class FusedAdamWTests
{
    // Sizes around the kernel's pieces of 16384 and around vector lengths, and one without elements.
    private static readonly long[][] Shapes = [[1], [7], [3, 5], [16384], [16387], [300, 301], [0, 4]];

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void It_equals_the_plain_AdamW(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var fused = Draw(type);
        var plain = fused.Select(p => new Parameter(p.detach().clone())).ToArray();
        using var one = Engine.CreateAdamW([new AdamWGroup(fused[..3], 0.05), new AdamWGroup(fused[3..], 0, 0.5)]);
        one.LearningRate = 2e-3;
        using var two = optim.AdamW(
            [new AdamW.ParamGroup(plain[..3], lr: 2e-3, weight_decay: 0.05), new AdamW.ParamGroup(plain[3..], lr: 1e-3)]);
        for (var step = 0; step < 20; step++)
        {
            SetGradients(fused, step);
            SetGradients(plain, step);
            one.Step();
            two.step();
        }
        foreach (var (a, b) in fused.Zip(plain)) Assert.True(a.allclose(b, rtol: 1e-6, atol: 1e-7), $"{a.numel()} values differ");
    }

    [Fact]
    public void A_floor_is_the_rate_at_scale_0_and_the_scale_counts_from_there()
    {
        using var scope = NewDisposeScope();
        var (scaled, plain) = (Draw(ScalarType.Float64), Draw(ScalarType.Float64));
        using var one = Engine.CreateAdamW([new AdamWGroup(scaled[..2], 0.05, 0), new AdamWGroup(scaled[2..4], 0.05, 0.25), new AdamWGroup(scaled[4..], 0.05)]);
        (one.LearningRate, one.LearningRateFloor) = (2e-3, 4e-4);
        IFusedAdamW[] others = [.. new[] { plain[..2], plain[2..4], plain[4..] }.Select(part => Engine.CreateAdamW([new AdamWGroup(part, 0.05)]))];
        foreach (var (other, rate) in others.Zip([4e-4, 8e-4, 2e-3])) other.LearningRate = rate;
        for (var step = 0; step < 5; step++)
        {
            SetGradients(scaled, step);
            SetGradients(plain, step);
            one.Step();
            foreach (var other in others) other.Step();
        }
        foreach (var (a, b) in scaled.Zip(plain)) Assert.True(a.allclose(b, rtol: 1e-13, atol: 1e-14));
        foreach (var other in others) other.Dispose();
    }

    [Fact]
    public void It_equals_AdamW_written_out_in_double_precision()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { 0.5f, -1.25f }));
        using var optimizer = Engine.CreateAdamW([new AdamWGroup([parameter], 0.1)]);
        (optimizer.LearningRate, optimizer.Beta1, optimizer.Beta2, optimizer.Epsilon) = (0.01, 0.8, 0.95, 1e-6);
        double[] value = [0.5, -1.25], mean = [0, 0], square = [0, 0];
        for (var step = 1; step <= 20; step++)
        {
            double[] gradient = [Math.Sin(step), Math.Cos(3.0 * step)];
            parameter.grad = tensor(gradient.Select(g => (float)g).ToArray());
            optimizer.Step();
            for (var i = 0; i < 2; i++)
            {
                var g = (double)(float)gradient[i];
                mean[i] = 0.8 * mean[i] + 0.2 * g;
                square[i] = 0.95 * square[i] + 0.05 * g * g;
                var unbiasedMean = mean[i] / (1 - Math.Pow(0.8, step));
                var unbiasedSquare = square[i] / (1 - Math.Pow(0.95, step));
                value[i] = value[i] * (1 - 0.01 * 0.1) - 0.01 * unbiasedMean / (Math.Sqrt(unbiasedSquare) + 1e-6);
            }
        }
        ToyProblem.Close(value, [parameter], 2e-6);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var before = Engine.Threads;
        try
        {
            Engine.Threads = 1;
            var alone = Train();
            Engine.Threads = 3;
            Assert.Equal(alone, Train());
        }
        finally
        {
            Engine.Threads = before;
        }
    }

    [Fact]
    public void Parameters_without_a_gradient_are_skipped()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(3)), new(ones(3))];
        using var optimizer = Engine.CreateAdamW([new AdamWGroup(parameters, 0.5)]);
        parameters[0].grad = ones(3);
        optimizer.Step();
        Assert.NotEqual(1f, parameters[0][0].item<float>());
        Assert.Equal(1f, parameters[1][0].item<float>());
        Assert.Equal([1L, 0], optimizer.State()["step"].data<long>().ToArray());
    }

    [Fact]
    public void A_loaded_state_goes_on_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        Parameter[] straight = Draw(ScalarType.Float32), stopped = [.. straight.Select(p => new Parameter(p.detach().clone()))];
        using var whole = Engine.CreateAdamW([new AdamWGroup(straight, 0.05)]);
        for (var step = 0; step < 10; step++) Update(whole, straight, step);
        using (var first = Engine.CreateAdamW([new AdamWGroup(stopped, 0.05)]))
        using (var second = Engine.CreateAdamW([new AdamWGroup(stopped, 0.05)]))
        {
            for (var step = 0; step < 4; step++) Update(first, stopped, step);
            second.LoadState(first.State().ToDictionary(entry => entry.Key, entry => entry.Value.clone()));
            second.StepCount = first.StepCount;
            for (var step = 4; step < 10; step++) Update(second, stopped, step);
            Assert.Equal(10, second.StepCount);
        }
        foreach (var (a, b) in straight.Zip(stopped)) Assert.Equal(a.detach().data<float>().ToArray(), b.detach().data<float>().ToArray());
    }

    [Fact]
    public void State_for_other_parameters_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var one = Engine.CreateAdamW([new AdamWGroup([new(ones(3))], 0)]);
        using var two = Engine.CreateAdamW([new AdamWGroup([new(ones(4))], 0)]);
        Assert.Contains("exp_avg/0", Assert.Throws<ArgumentException>(() => one.LoadState(two.State().Where(e => e.Key != "step").ToDictionary())).Message);
        Assert.Contains("exp_avg/0", Assert.Throws<ArgumentException>(() => one.LoadState(new Dictionary<string, Tensor>())).Message);
    }

    private static float[] Train()
    {
        using var scope = NewDisposeScope();
        var parameters = Draw(ScalarType.Float32);
        using var optimizer = Engine.CreateAdamW([new AdamWGroup(parameters, 0.05)]);
        for (var step = 0; step < 5; step++) Update(optimizer, parameters, step);
        return [.. parameters.SelectMany(p => p.detach().data<float>().ToArray())];
    }

    private static void Update(IFusedAdamW optimizer, Parameter[] parameters, int step)
    {
        SetGradients(parameters, step);
        optimizer.Step();
    }

    private static Parameter[] Draw(ScalarType type)
    {
        using var generator = new Generator(7);
        return [.. Shapes.Select(shape => new Parameter(randn(shape, type, generator: generator)))];
    }

    // One gradient is a transposed view, as a matrix product's backward pass gives.
    private static void SetGradients(Parameter[] parameters, int step)
    {
        using var generator = new Generator((ulong)step);
        foreach (var parameter in parameters)
        {
            var gradient = randn(parameter.shape, parameter.dtype, generator: generator);
            if (parameter.shape is [300, 301]) gradient = gradient.t().contiguous().t();
            parameter.grad = gradient;
        }
    }
}
