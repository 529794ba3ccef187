using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>
/// An encoder that takes a learned token in place of hidden patches, as SimMIM needs it. Patches enter in the size in which masks
/// are drawn; at the output a token may stand for several of them, as after the mergings of a Swin transformer.
/// </summary>
public interface IMaskedEncoder : IEncoder
{
    /// <summary>The shape this encoder was made with.</summary>
    EncoderConfig Shape { get; }

    /// <summary>The pixels of each patch [B, L, C p p] of images [B, C, H, W], colour by colour and row by row.</summary>
    Tensor Patchify(Tensor images);

    /// <summary>Images [B, C, H, W] of patches [B, L, C p p].</summary>
    Tensor Unpatchify(Tensor patches);

    /// <summary>Features of every place, hidden patches entering as the mask token.</summary>
    /// <param name="patches">[B, L, C p p], from <see cref="Patchify"/></param>
    /// <param name="mask">[B, h, w], nonzero where hidden, or null to hide nothing</param>
    /// <returns>[B, l, D] row by row, without class token, where l = <see cref="EncoderConfig.OutputTokens"/></returns>
    Tensor EncodePatches(Tensor patches, Tensor? mask);
}
