using TorchSharp;
using static TorchSharp.torch;

namespace MimLab;

// What a model predicts and how far off it is, each in one pass over memory on the CPU (native/local_normalisation.cpp,
// pixel_errors.cpp).
public static partial class Engine
{
    private static readonly Operator LocalNormalisationOperator = "mimlab::local_normalisation";
    private static readonly Operator PixelErrorsOperator = "mimlab::pixel_errors";

    /// <summary>
    /// Each pixel less the mean of the square window around it, over the standard deviation there (its square the unbiased
    /// variance plus 1e-6), colour by colour and with sums in float64. Windows are cut off at the image's borders. The result is
    /// no part of a gradient, and does not depend on the number of threads.
    /// </summary>
    /// <param name="images">[B, C, H, W], float32 or float64 on the CPU.</param>
    /// <param name="window">Side of the window in pixels, odd and at least 3.</param>
    /// <returns>[B, C, H, W]; null where there is no such operator for the tensor, and the caller composes it.</returns>
    public static Tensor? FusedLocalNormalisation(Tensor images, int window) =>
        images.device_type == DeviceType.CPU && images.dtype is ScalarType.Float32 or ScalarType.Float64
            ? LocalNormalisationOperator.Call(images, window)
            : null;

    /// <summary>The sum of |predicted - truth| over the last axis.</summary>
    /// <param name="predicted">[..., D]</param>
    /// <param name="truth">Of the same shape.</param>
    /// <returns>[...], in float32 where either is</returns>
    public static Tensor AbsoluteErrors(Tensor predicted, Tensor truth) => PixelErrorsOperator.Call(predicted, truth, false);

    /// <summary>
    /// The sum of (predicted - truth)^2 over the last axis; the parameters are those of <see cref="AbsoluteErrors"/>.
    /// </summary>
    public static Tensor SquaredErrors(Tensor predicted, Tensor truth) => PixelErrorsOperator.Call(predicted, truth, true);
}
