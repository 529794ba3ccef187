using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>[B, C r^2, H, W] to [B, C, H r, W r] (Shi et al. 2016).</summary>
public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelShuffle(long upscale_factor) : base("PixelShuffle") => this.upscale_factor = upscale_factor;

    /// <summary>The factor r.</summary>
    public long upscale_factor { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.pixel_shuffle(input, upscale_factor);
}
