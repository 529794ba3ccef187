using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Group normalization (Wu &amp; He 2018) of [B, C, ...].</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype) : base("GroupNorm")
    {
        if (num_channels % num_groups != 0)
            throw new ArgumentException($"GroupNorm cannot divide {num_channels} channels into {num_groups} groups.");
        (this.num_groups, this.num_channels, this.eps) = (num_groups, num_channels, eps);
        if (!affine) return;
        weight = new Parameter(ones([num_channels], dtype, device));
        bias = new Parameter(zeros([num_channels], dtype, device));
    }

    /// <summary>The number of groups.</summary>
    public long num_groups { get; set; }

    /// <summary>The number of channels.</summary>
    public long num_channels { get; set; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; set; }

#nullable disable annotations
    /// <summary>The scale of each channel; null without one.</summary>
    public Parameter weight
    {
        get => Own("weight");
        set => ConditionallyRegisterParameter("weight", value);
    }
#nullable restore annotations

#nullable disable annotations
    /// <summary>The shift of each channel; null without one.</summary>
    public Parameter bias
    {
        get => Own("bias");
        set => ConditionallyRegisterParameter("bias", value);
    }
#nullable restore annotations

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
}
