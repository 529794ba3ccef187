using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Resizes the spatial dimensions of [B, C, ...].</summary>
public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
{
    private readonly bool? _alignCorners;
    private readonly bool _recomputeScaleFactor;

    internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor)
        : base("Upsample")
    {
        (this.size, this.scale_factor, this.mode) = (size, scale_factor, mode);
        (_alignCorners, _recomputeScaleFactor) = (align_corners, recompute_scale_factor ?? false);
    }

    /// <summary>The sizes of the result, or null.</summary>
    public long[]? size { get; }

    /// <summary>The factors, or null.</summary>
    public double[]? scale_factor { get; }

    /// <summary>How values between pixels are found.</summary>
    public UpsampleMode mode { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => nn.functional.interpolate(input, size, scale_factor, (InterpolationMode)mode, _alignCorners, _recomputeScaleFactor);
}
