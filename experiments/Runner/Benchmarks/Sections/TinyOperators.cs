using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>Operators on tiny tensors, results disposed: what they cost is the binding, since the arithmetic is next to nothing.</summary>
internal sealed class TinyOperators
{
    private readonly Tensor x = ones(8);
    private readonly Tensor y = ones(8);
    private readonly Tensor matrix = ones(4, 6);
    private readonly Tensor recorded = ones(8, requires_grad: true);
    private readonly Linear linear = nn.Linear(8, 8);
    private readonly Tensor rows = ones(2, 8);

    /// <summary>All of them, by the names that overhead.py has too.</summary>
    public IReadOnlyList<(string Name, Action Call)> All =>
    [
        ("x + y", Add), ("x + 1.5", AddScalar), ("relu", Relu), ("view", View), ("transpose", Transpose),
        ("x + y, recorded", AddRecorded), ("linear, no_grad", LinearForward),
    ];

    public void Add() => (x + y).Dispose();

    public void AddScalar() => (x + 1.5).Dispose();

    public void Relu() => x.relu().Dispose();

    public void View() => matrix.view(2, 12).Dispose();

    public void Transpose() => matrix.transpose(0, 1).Dispose();

    public void AddRecorded() => (recorded + y).Dispose();

    public void LinearForward()
    {
        using var guard = no_grad();
        linear.forward(rows).Dispose();
    }
}
