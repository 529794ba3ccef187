using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Layers;

/// <summary>
/// How SimMIM and BEiT mask (SimMIM section 3.2): behind the patch embedding, one learned vector stands in every hidden place.
/// </summary>
internal static class HiddenPatches
{
    /// <summary>The tokens, hidden ones as the mask token; the same tensor where nothing is hidden.</summary>
    /// <param name="tokens">[B, L, D]</param>
    /// <param name="mask">[B, h, w], nonzero where hidden, or null to hide nothing</param>
    /// <param name="token">The mask token [1, 1, D]; null for an encoder without one</param>
    /// <returns>[B, L, D]</returns>
    /// <exception cref="InvalidOperationException">There is no mask token.</exception>
    /// <exception cref="ArgumentException">The mask is not one of these tokens.</exception>
    public static Tensor Replace(Tensor tokens, Tensor? mask, Parameter? token)
    {
        if (mask is null) return tokens;
        if (token is null) throw new InvalidOperationException("This encoder has no mask token: set MaskToken in its configuration.");
        var images = tokens.size(0);
        if (mask.numel() != images * tokens.size(1))
        {
            var side = (long)Math.Sqrt(tokens.size(1));
            throw new ArgumentException($"A mask for {images} images of {side} x {side} tokens was expected, but got [{string.Join(", ", mask.shape)}].");
        }
        return where(mask.to(ScalarType.Bool).view(images, -1, 1), token.to(tokens.dtype), tokens);
    }
}
