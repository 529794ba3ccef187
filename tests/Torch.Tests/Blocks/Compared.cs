using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Blocks;

/// <summary>A fused operator beside the same thing written out in float64: results, and the gradient of every input.</summary>
internal static class Compared
{
    /// <summary>Compares relative to the largest value of each tensor.</summary>
    /// <param name="inputs">
    /// Named; null for an absent one. Those of floating-point type get gradients, unless their name starts with '-'.
    /// </param>
    /// <param name="fused">Runs on the inputs as they are.</param>
    /// <param name="plain">Runs on float64 copies of the same numbers.</param>
    /// <param name="tolerance">For float32 tensors.</param>
    /// <param name="lowTolerance">For bfloat16 results and gradients.</param>
    public static void Run(
        (string Name, Tensor? Value)[] inputs, Func<Tensor?[], Tensor[]> fused, Func<Tensor?[], Tensor[]> plain, double tolerance, double lowTolerance = 1e-2)
    {
        var own = Leaves(inputs, value => value.detach().clone());
        var exact = Leaves(inputs, value => value.detach().to(ScalarType.Float64));
        var results = fused(own);
        var expected = plain(exact);
        var weights = expected.Select((result, i) => Wave(result, i)).ToArray();
        for (var i = 0; i < results.Length; i++) Close($"result {i}", expected[i], results[i], results[i].dtype == ScalarType.BFloat16 ? lowTolerance : tolerance);
        Total(results, weights).backward();
        Total(expected, weights).backward();
        var low = results.Concat(own.OfType<Tensor>()).Any(t => t.dtype == ScalarType.BFloat16);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (exact[i] is not { requires_grad: true } reference) continue;
            var gradient = own[i]!.grad ?? throw new InvalidOperationException($"{inputs[i].Name} has no gradient");
            Assert.Equal(own[i]!.dtype, gradient.dtype);
            Close($"gradient of {inputs[i].Name}", reference.grad!, gradient, low ? lowTolerance : tolerance);
        }
    }

    /// <summary>The largest difference over the largest value is within bounds.</summary>
    public static void Close(string what, Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0) return;
        var largest = expected.abs().max().item<double>();
        var difference = (actual.detach().to(ScalarType.Float64) - expected.detach()).abs().max().item<double>();
        Assert.True(difference <= tolerance * Math.Max(largest, 1e-30), $"{what}: off by {difference} where the largest is {largest}");
    }

    /// <summary>Bytes of a tensor, to compare bit by bit.</summary>
    public static byte[] Bits(Tensor tensor) => tensor.detach().contiguous().bytes.ToArray();

    /// <summary>What a run gives has the same bits with one thread and with three.</summary>
    /// <param name="run">Starts from a seed of its own; answers the bytes of results and gradients.</param>
    public static void OnAnyThreads(Func<byte[][]> run)
    {
        byte[][] With(int threads)
        {
            using var scope = NewDisposeScope();
            Engine.Threads = threads;
            return run();
        }
        var before = Engine.Threads;
        try
        {
            Assert.Equal(With(1), With(3));
        }
        finally
        {
            Engine.Threads = before;
        }
    }

    /// <summary>The gradients left by a backward pass are the slopes of the loss along a direction, within 1 %.</summary>
    /// <param name="inputs">With gradients.</param>
    /// <param name="loss">Computes the loss of the inputs as they are, in float64.</param>
    /// <param name="along">The direction to step in, from an input.</param>
    /// <param name="step">How far, to both sides.</param>
    public static void Slopes(IEnumerable<Tensor> inputs, Func<Tensor> loss, Func<Tensor, Tensor> along, double step)
    {
        using var frozen = no_grad();
        foreach (var input in inputs)
        {
            var direction = along(input);
            var slope = (input.grad! * direction).sum().item<float>();
            input.add_(direction * step);
            var above = loss().item<double>();
            input.add_(direction * (-2 * step));
            var below = loss().item<double>();
            input.add_(direction * step);
            Assert.Equal(1, (above - below) / (2 * step) / slope, 0.01);
        }
    }

    private static Tensor?[] Leaves((string Name, Tensor? Value)[] inputs, Func<Tensor, Tensor> copy) =>
        [.. inputs.Select(input => input.Value is null ? null : copy(input.Value).requires_grad_(!input.Name.StartsWith('-')))];

    // Numbers that bfloat16 holds too, so that gradients start equal, and more of them positive, so that sums do not cancel out.
    private static Tensor Wave(Tensor like, int phase) =>
        ((arange(like.numel(), ScalarType.Float64) * 1.7 + phase).sin() + 0.5).to(ScalarType.BFloat16).to(ScalarType.Float64).view(like.shape);

    private static Tensor Total(Tensor[] results, Tensor[] weights) =>
        results.Zip(weights, (result, weight) => (result.to(ScalarType.Float64) * weight).sum()).Aggregate((a, b) => a + b);
}
