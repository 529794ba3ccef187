namespace TorchSharp;

public static partial class torch
{
    /// <summary>How <see cref="nn.functional.upsample"/> finds values between pixels.</summary>
    public enum UpsampleMode
    {
        /// <summary>The nearest value.</summary>
        Nearest = 0,
        /// <summary>Linearly, in one dimension.</summary>
        Linear = 1,
        /// <summary>Linearly, in two dimensions.</summary>
        Bilinear = 2,
        /// <summary>By cubic convolution, in two dimensions.</summary>
        Bicubic = 3,
        /// <summary>Linearly, in three dimensions.</summary>
        Trilinear = 4,
    }
}
