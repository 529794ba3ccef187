using static TorchSharp.torch;

namespace MimLab.Layers;

/// <summary>
/// How Swin transformers start: normal weights of standard deviation 0.02, cut off at 2, which is a hundred of them and so not at
/// all; zero biases. Convolutions keep PyTorch's own initialisation.
/// </summary>
internal static class WindowInitialization
{
    /// <summary>Fills a tensor.</summary>
    public static void TruncatedNormal(Tensor tensor) => Initialization.TruncatedNormal(tensor, Initialization.Uncut);

    /// <summary>Fills all linear layers and layer norms below a module.</summary>
    public static void Reset(nn.Module root) => Initialization.Reset(root, Initialization.Uncut, convolutions: false);
}
