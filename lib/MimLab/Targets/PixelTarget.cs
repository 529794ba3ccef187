using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Raw pixels scored by the mean absolute error over the hidden ones (SimMIM section 3.4): the sum of |x - y| over hidden
/// pixels and channels, divided by (hidden pixels + 1e-5) and by the channels, all over the whole batch at once.
/// </summary>
public static class PixelTarget
{
    /// <summary>The loss.</summary>
    /// <param name="predicted">Predicted pixels of each patch [B, L, C p p]</param>
    /// <param name="patches">Their true values [B, L, C p p]</param>
    /// <param name="mask">[B, h, w] or [B, L], nonzero where hidden</param>
    /// <param name="channels">C</param>
    /// <returns>A scalar; 0 when nothing is hidden</returns>
    public static Tensor L1(Tensor predicted, Tensor patches, Tensor mask, int channels)
    {
        // Summing within patches first keeps the mask at token size instead of repeating it for every pixel.
        var errors = (patches - predicted).abs().sum(-1);                   // [B, L]
        var hidden = mask.view(errors.size(0), errors.size(1)).to(errors.dtype);
        var pixels = hidden.sum() * ((double)patches.size(2) / channels);
        return (errors * hidden).sum() / (pixels + 1e-5) / channels;
    }
}
