using MimLab.Torch.Tests.NN;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Optim;

/// <summary>Two parameters and a loss that changes with the step; every fifth step the second has no gradient.</summary>
internal static class ToyProblem
{
    internal static Parameter[] Parameters() => [new(GoldenTests.Wave([2, 3], 1)), new(GoldenTests.Wave([4], 2))];

    internal static void Run(Parameter[] parameters, int from, int to, Action zeroGrad, Action update)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            zeroGrad();
            var losses = parameters.Select((p, k) => ((p * GoldenTests.Wave(p.shape, step + k) + p * p) * 0.5).sum()).ToArray();
            (losses[0] + losses[1]).backward();
            if (step % 5 == 4) parameters[1].grad = null!;
            update();
        }
    }

    internal static void Close(double[] expected, IEnumerable<Tensor> tensors, double tolerance)
    {
        var actual = tensors.SelectMany(tensor => tensor.detach().data<float>().ToArray()).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(0.1, Math.Abs(expected[i])),
                $"value {i} is {actual[i]}, not {expected[i]}");
        }
    }
}
