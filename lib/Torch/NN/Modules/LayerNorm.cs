using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Layer normalization (Ba et al. 2016) over the last dimensions.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base("LayerNorm")
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (!elementwise_affine) return;
        weight = new Parameter(ones(normalized_shape, dtype, device));
        if (bias) this.bias = new Parameter(zeros(normalized_shape, dtype, device));
    }

    /// <summary>The sizes of the dimensions normalized over.</summary>
    public long[] normalized_shape { get; set; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>Whether values are scaled and shifted afterwards.</summary>
    public bool elementwise_affine { get; set; }

#nullable disable annotations
    /// <summary>The scale; null without one.</summary>
    public Parameter weight
    {
        get => Own("weight");
        set => ConditionallyRegisterParameter("weight", value);
    }
#nullable restore annotations

#nullable disable annotations
    /// <summary>The shift; null without one.</summary>
    public Parameter bias
    {
        get => Own("bias");
        set => ConditionallyRegisterParameter("bias", value);
    }
#nullable restore annotations

    /// <summary>Scale one, shift zero.</summary>
    public void reset_parameters()
    {
        if (weight is { } scale) nn.init.ones_(scale);
        if (bias is { } shift) nn.init.zeros_(shift);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
