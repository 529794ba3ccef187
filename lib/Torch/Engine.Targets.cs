using TorchSharp;
using static TorchSharp.torch;

namespace MimLab;

// What a model predicts, where one pass over the images makes it (native/local_normalisation.cpp).
public static partial class Engine
{
    private static readonly Operator LocalNormalisationOperator = "mimlab::local_normalisation";

    /// <summary>
    /// Each pixel less the mean of the square window around it, over the standard deviation there (its square the unbiased variance plus 1e-6),
    /// colour by colour and with sums in float64. Windows are cut off at the image's borders. The result is no part of a gradient, and does not
    /// depend on the number of threads.
    /// </summary>
    /// <param name="images">[B, C, H, W], float32 or float64 on the CPU.</param>
    /// <param name="window">Side of the window in pixels, odd and at least 3.</param>
    /// <returns>[B, C, H, W]; null where there is no such operator for the tensor, and the caller composes it.</returns>
    public static Tensor? FusedLocalNormalisation(Tensor images, int window) =>
        images.device_type == DeviceType.CPU && images.dtype is ScalarType.Float32 or ScalarType.Float64
            ? LocalNormalisationOperator.Call(images, window)
            : null;
}
