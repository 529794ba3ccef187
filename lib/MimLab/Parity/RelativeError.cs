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
            if (double.IsNaN(error)) error = double.PositiveInfinity;
        }
        if (Largest is { } largest && error <= largest) return;
        Largest = error;
        worst = name;
    }
}
