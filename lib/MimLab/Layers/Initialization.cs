using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Layers;

/// <summary>
/// How vision transformers start: as SimMIM's released code does it, which the paper does not describe, and as MAE does.
/// </summary>
public static class Initialization
{
    /// <summary>A cut at 2, a hundred standard deviations of 0.02: not at all. Written as the released codes have it.</summary>
    public const double Uncut = 100;

    /// <summary>Fills a tensor from a normal distribution that is cut off on both sides.</summary>
    /// <param name="tensor">What is filled.</param>
    /// <param name="cut">
    /// Where it is cut off, in standard deviations. Pre-training cuts at one, so that the real standard deviation of the values
    /// is 0.54 <paramref name="std"/> (0.0108 for 0.02): cutting at two would change the scale of every layer.
    /// </param>
    /// <param name="std">Standard deviation before the cut.</param>
    public static void TruncatedNormal(Tensor tensor, double cut, double std = 0.02) =>
        nn.init.trunc_normal_(tensor, 0, std, -cut * std, cut * std);

    /// <summary>Truncated normal weights, zero biases, and layer norms that start as the plain normalisation.</summary>
    /// <param name="root">Whose layers.</param>
    /// <param name="cut">As in <see cref="TruncatedNormal"/>.</param>
    /// <param name="convolutions">Whether convolutions start so too, or keep PyTorch's own initialisation.</param>
    public static void Reset(nn.Module root, double cut, bool convolutions = true)
    {
        using var frozen = no_grad();
        foreach (var (_, module) in root.named_modules())
            switch (module)
            {
                case Linear linear:
                    TruncatedNormal(linear.weight, cut);
                    if (linear.bias is not null) nn.init.zeros_(linear.bias);
                    break;
                case Conv2d conv when convolutions:
                    TruncatedNormal(conv.weight, cut);
                    if (conv.bias is not null) nn.init.zeros_(conv.bias);
                    break;
                case LayerNorm norm:
                    nn.init.ones_(norm.weight);
                    nn.init.zeros_(norm.bias);
                    break;
            }
    }

    /// <summary>
    /// Linear layers as MAE and MixMIM start them: weights uniform within sqrt(6 / (in + out)) (Glorot and Bengio 2010), biases
    /// zero. Norms, tables and convolutions are left alone.
    /// </summary>
    public static void XavierLinears(nn.Module root)
    {
        using var frozen = no_grad();
        foreach (var (_, module) in root.named_modules())
            if (module is Linear linear)
            {
                nn.init.xavier_uniform_(linear.weight);
                if (linear.bias is not null) nn.init.zeros_(linear.bias);
            }
    }

    /// <summary>
    /// MAE's start (appendix A.1): linear layers as <see cref="XavierLinears"/>, and the patch embedding, which is one in the
    /// shape of a convolution, likewise; its bias keeps PyTorch's default. Norms keep theirs, the plain normalisation.
    /// </summary>
    public static void ResetXavier(nn.Module root)
    {
        XavierLinears(root);
        using var frozen = no_grad();
        foreach (var (_, module) in root.named_modules())
            if (module is Conv2d conv)
            {
                using var matrix = conv.weight.flatten(1);
                nn.init.xavier_uniform_(matrix);
            }
    }
}
