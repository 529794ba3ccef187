using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batch normalization of [B, C, H, W].</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, "BatchNorm2d") { }

    /// <inheritdoc/>
    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.dim() is not (4))
            throw new ArgumentException($"BatchNorm2d takes [B, C, H, W], but the input has {input.dim()} dimensions.");
    }
}
