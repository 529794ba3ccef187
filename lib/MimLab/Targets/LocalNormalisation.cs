using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Each pixel less the mean of the square window around it, over the standard deviation there, colour by colour: the target of
/// SimMIM with SwinV2 (released code, 47 x 47). Windows are cut off at the image's borders; the variance is the unbiased one.
/// <para>Window sums are differences of running sums, so that a window of any size costs the same; float64 keeps what they
/// cancel.</para>
/// </summary>
public static class LocalNormalisation
{
    private const double Epsilon = 1e-6;

    /// <summary>Normalises images.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="window">Side of the window in pixels, odd and at least 3.</param>
    /// <returns>[B, C, H, W], in the type of the images and no part of a gradient</returns>
    public static Tensor Of(Tensor images, int window)
    {
        if (window < 3 || window % 2 == 0) throw new ArgumentOutOfRangeException(nameof(window), window, "A window is odd and at least 3.");
        return Engine.FusedLocalNormalisation(images, window) ?? Composed(images, window);
    }

    /// <summary>The same, step by step.</summary>
    internal static Tensor Composed(Tensor images, int window)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var exact = images.to(ScalarType.Float64);
        var count = WindowSum(WindowSum(ones_like(exact.narrow(0, 0, 1).narrow(1, 0, 1)), 2, window), 3, window);   // [1, 1, H, W]
        var mean = WindowSum(WindowSum(exact, 2, window), 3, window) / count;
        var meanSquare = WindowSum(WindowSum(exact.square(), 2, window), 3, window) / count;
        var variance = (meanSquare - mean.square()) * count / (count - 1).clamp(min: 1);
        var normalised = (exact - mean) / (variance.clamp(min: 0) + Epsilon).sqrt();
        return normalised.to(images.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor WindowSum(Tensor values, int axis, int window)
    {
        long length = values.size(axis), reach = window / 2;
        var running = cat([zeros_like(values.narrow(axis, 0, 1)), values.cumsum(axis)], axis);      // entry n: the sum of the first n
        var places = arange(length, ScalarType.Int64, values.device);
        var upTo = running.index_select(axis, (places + reach + 1).clamp(max: length));
        return upTo - running.index_select(axis, (places - reach).clamp(min: 0));
    }
}
