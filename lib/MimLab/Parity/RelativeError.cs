using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>The largest relative error over tensors that are compared one by one.</summary>
internal sealed class RelativeError
{
    private string? worst;

    /// <summary>The largest so far, or null when nothing was compared.</summary>
    public double? Largest { get; private set; }

    /// <summary>Where the largest was found, for a note.</summary>
    public string Worst => $"{worst} ({Largest:0.0e+00})";

    /// <summary>Whether everything compared, if anything, is as close as that.</summary>
    public bool Within(double tolerance) => !(Largest > tolerance);

    /// <summary>
    /// Compares a tensor: max |ours - theirs| / max |theirs|. <paramref name="noise"/> stands in for the divisor where theirs
    /// is smaller, for values that are zero but for rounding.
    /// </summary>
    public void Compare(string name, Tensor? ours, Tensor theirs, double noise = 0)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var error = double.PositiveInfinity;
        if (ours is not null && ours.numel() == theirs.numel())
        {
            var expected = theirs.detach().to(ScalarType.Float64).view(-1);
            var difference = (ours.detach().to(ScalarType.Float64).reshape(-1) - expected).abs().max().item<double>();
            var size = Math.Max(expected.abs().max().item<double>(), noise);
            error = difference == 0 ? 0 : difference / size;
        }
        Add(name, error);
    }

    /// <summary>Compares a tensor by L2 norms: |ours - theirs| / |theirs|.</summary>
    public void CompareNorm(string name, Tensor? ours, Tensor theirs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        if (ours is null || ours.numel() != theirs.numel())
        {
            Add(name, double.PositiveInfinity);
            return;
        }
        var expected = theirs.detach().to(ScalarType.Float64).view(-1);
        var difference = (ours.detach().to(ScalarType.Float64).reshape(-1) - expected).norm().item<double>();
        Add(name, difference == 0 ? 0 : difference / expected.norm().item<double>());
    }

    /// <summary>Takes in an error measured elsewhere.</summary>
    public void Add(string name, double error)
    {
        if (double.IsNaN(error)) error = double.PositiveInfinity;
        if (Largest is { } largest && error <= largest) return;
        Largest = error;
        worst = name;
    }
}
