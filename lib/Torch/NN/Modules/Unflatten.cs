using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Splits one dimension into several.</summary>
public sealed class Unflatten : ParameterLessModule<Tensor, Tensor>
{
    internal Unflatten(long dim, long[] unflattened_size) : base("Unflatten")
        => (this.dim, this.unflattened_size) = (dim, unflattened_size);

    /// <summary>The dimension to split.</summary>
    public long dim { get; set; }

    /// <summary>The sizes that it is split into.</summary>
    public long[] unflattened_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => tensor.unflatten(dim, unflattened_size);
}
