using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Zeroes values at random while training and scales the others by 1 / (1 - p).</summary>
public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace) : base("Dropout")
    {
        if (p is not (>= 0 and <= 1)) throw new ArgumentException($"The dropout probability must be in [0, 1]: {p}.");
        (this.p, this.inplace) = (p, inplace);
    }

    /// <summary>The probability of zero.</summary>
    public double p { get; set; }

    /// <summary>Whether the input is overwritten.</summary>
    public bool inplace { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
}
