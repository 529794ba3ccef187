using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>[B, C, H r, W r] to [B, C r^2, H, W].</summary>
public sealed class PixelUnshuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelUnshuffle(long downscale_factor) : base("PixelUnshuffle") => this.downscale_factor = downscale_factor;

    /// <summary>The factor r.</summary>
    public long downscale_factor { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.pixel_unshuffle(input, downscale_factor);
}
