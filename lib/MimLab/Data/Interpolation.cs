namespace MimLab.Data;

/// <summary>How an image is resampled. Both widen with the reduction, so that shrinking does not alias.</summary>
public enum Interpolation
{
    /// <summary>A triangle kernel of radius 1 (SimMIM).</summary>
    Bilinear,

    /// <summary>Keys' cubic kernel with a = -0.5, radius 2 (MAE, MixMIM).</summary>
    Bicubic,
}
