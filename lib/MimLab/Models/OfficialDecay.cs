using static TorchSharp.torch;

namespace MimLab.Models;

/// <summary>Which parameters SimMIM's optimizer code decays, in pre-training and in fine-tuning.</summary>
internal static class OfficialDecay
{
    /// <summary>
    /// False for vectors (biases, norms, layer scale), the class token, and absolute positions of the encoder or of a head.
    /// </summary>
    public static bool Applies(string name, Tensor parameter) =>
        parameter.shape.Length > 1 && !name.EndsWith(".bias", StringComparison.Ordinal)
        && name is not ("encoder.cls_token" or "encoder.pos_embed" or "decoder.pos_embed");
}
