using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Models;

/// <summary>
/// Brings what a head predicts from a token that stands for several patches into the order of those patches. Pixels are read as
/// PixelShuffle reads them (SimMIM's released code), so that its checkpoints fit; other targets have no released head and lie
/// patch after patch.
/// </summary>
/// <param name="side">Tokens per side at the encoder's output.</param>
/// <param name="factor">r, patches per side of a token.</param>
/// <param name="pixels">The pixels that are predicted of a patch, q per side; null where something else is.</param>
internal sealed class PatchSpread(int side, int factor, PatchGrid? pixels)
{
    /// <summary>[B, l, r r outputs] to [B, L, outputs]; the same tensor where a token is a patch.</summary>
    public Tensor Apply(Tensor predicted)
    {
        if (factor == 1) return predicted;
        var batch = predicted.size(0);
        long patches = (long)side * factor * side * factor;
        return pixels is not var (channels, _, q)
            ? predicted.reshape(batch, side, side, factor, factor, -1).permute(0, 1, 3, 2, 4, 5).reshape(batch, patches, -1)
            : predicted.reshape([batch, side, side, channels, factor, q, factor, q])            // [B, h, w, C, r, q, r, q]
                .permute(0, 1, 4, 2, 6, 3, 5, 7)                                                // [B, h, r, w, r, C, q, q]
                .reshape(batch, patches, channels * q * q);
    }
}
