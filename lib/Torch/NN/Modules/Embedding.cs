using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by index (int64).</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long _paddingIndex;
    private readonly double? _maxNorm;
    private readonly double _normType;
    private readonly bool _scaleGradByFrequency, _sparse;

    internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type,
        bool scale_grad_by_freq, bool sparse, Device? device, ScalarType? dtype)
        : this(empty([num_embeddings, embedding_dims], dtype, device), false, padding_idx, max_norm, norm_type, scale_grad_by_freq,
            sparse, null, null)
    {
        nn.init.normal_(weight);
        if (padding_idx is null) return;
        using var untracked = no_grad();
        using var row = weight.select(0, _paddingIndex);
        row.zero_();
    }

    internal Embedding(Tensor embeddings, bool freeze, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq,
        bool sparse, Device? device, ScalarType? dtype) : base("Embedding")
    {
        var rows = embeddings.size(0);
        if (padding_idx is { } index && (index >= rows || index < -rows))
            throw new ArgumentException($"The padding index {index} is outside an embedding of {rows} rows.");
        if (dtype is not null || device is not null)
            embeddings = embeddings.to(dtype ?? embeddings.dtype, device ?? embeddings.device);
        weight = new Parameter(embeddings, !freeze);
        _paddingIndex = padding_idx is { } given ? (given + rows) % rows : -1;
        (_maxNorm, _normType, _scaleGradByFrequency, _sparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
    }

#nullable disable annotations
    /// <summary>The table [N, D].</summary>
    public Parameter weight
    {
        get => Own("weight");
        set => ConditionallyRegisterParameter("weight", value);
    }
#nullable restore annotations

    /// <summary>The vectors of the indices: [...] to [..., D].</summary>
    public override Tensor forward(Tensor input)
    {
        if (_maxNorm is { } limit) nn.functional.LimitNorm(weight, input, limit, _normType);
        return nn.functional.Embed(weight, input, _paddingIndex, _scaleGradByFrequency, _sparse);
    }
}
