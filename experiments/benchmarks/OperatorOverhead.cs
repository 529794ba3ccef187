using BenchmarkDotNet.Attributes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Benchmarks;

/// <summary>
/// What one operator on tiny tensors costs, result disposed: the price of the binding, since the arithmetic is next to
/// nothing. To beat: 650 ns for add (TorchSharp 770-795, Python 745).
/// </summary>
[MemoryDiagnoser]
public class OperatorOverhead
{
    private readonly Tensor _x = ones(8);
    private readonly Tensor _y = ones(8);
    private readonly Tensor _matrix = ones(4, 6);
    private readonly Tensor _recorded = ones(8, requires_grad: true);
    private readonly Linear _linear = nn.Linear(8, 8);
    private readonly Tensor _rows = ones(2, 8);

    [GlobalSetup]
    public void OneThread() => Engine.Threads = 1;

    [Benchmark(Baseline = true)]
    public void Add() => (_x + _y).Dispose();

    [Benchmark]
    public void AddScalar() => (_x + 1.5).Dispose();

    [Benchmark]
    public void Relu() => _x.relu().Dispose();

    [Benchmark]
    public void View() => _matrix.view(2, 12).Dispose();

    [Benchmark]
    public void Transpose() => _matrix.transpose(0, 1).Dispose();

    [Benchmark]
    public void AddRecorded() => (_recorded + _y).Dispose();

    [Benchmark]
    public void LinearForward()
    {
        using var guard = no_grad();
        _linear.forward(_rows).Dispose();
    }
}
