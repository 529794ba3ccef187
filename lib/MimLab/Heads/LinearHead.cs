using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// SimMIM's prediction head (section 3.3): one linear layer from a token to all the pixels of its patch. In checkpoints it is
/// a 1 x 1 convolution, entry 0 of a list whose entry 1 is PixelShuffle; applied to tokens it is a matrix product.
/// </summary>
public sealed class LinearHead : Module<Tensor, Tensor>
{
    // An array is not searched for modules, so that the layer is known by its official name alone.
    private readonly Conv2d[] layers;

    /// <summary>
    /// A head from tokens of <paramref name="width"/> to <paramref name="outputs"/> numbers; PyTorch's default initialisation, as
    /// in SimMIM's code.
    /// </summary>
    public LinearHead(int width, int outputs) : base(nameof(LinearHead))
    {
        layers = [Conv2d(width, outputs, 1)];
        register_module("0", layers[0]);
    }

    /// <summary>[B, L, D] to [B, L, outputs].</summary>
    public override Tensor forward(Tensor tokens) => functional.linear(tokens, layers[0].weight.flatten(1), layers[0].bias);
}
