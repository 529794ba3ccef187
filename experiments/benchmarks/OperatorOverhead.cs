using BenchmarkDotNet.Attributes;
using MimLab.Runner.Benchmarks.Sections;

namespace MimLab.Benchmarks;

/// <summary>
/// What one operator on tiny tensors costs, result disposed: the price of the binding. To beat: 650 ns for add (TorchSharp 770-795,
/// Python 745). <c>mim bench --only operators</c> measures the same calls beside Python's.
/// </summary>
[MemoryDiagnoser]
public class OperatorOverhead
{
    private readonly TinyOperators tiny = new();

    [GlobalSetup]
    public void OneThread() => Engine.Threads = 1;

    [Benchmark(Baseline = true)]
    public void Add() => tiny.Add();

    [Benchmark]
    public void AddScalar() => tiny.AddScalar();

    [Benchmark]
    public void Relu() => tiny.Relu();

    [Benchmark]
    public void View() => tiny.View();

    [Benchmark]
    public void Transpose() => tiny.Transpose();

    [Benchmark]
    public void AddRecorded() => tiny.AddRecorded();

    [Benchmark]
    public void LinearForward() => tiny.LinearForward();
}
