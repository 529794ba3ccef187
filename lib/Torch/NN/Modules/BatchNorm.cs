using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batch normalization (Ioffe &amp; Szegedy 2015).</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }
}
