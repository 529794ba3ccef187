namespace TorchSharp;

public static partial class torch
{
    /// <summary>How <see cref="nn.functional.grid_sample"/> finds values between pixels.</summary>
    public enum GridSampleMode
    {
        /// <summary>The nearest value.</summary>
        Nearest = 0,
        /// <summary>Linearly.</summary>
        Bilinear = 2,
    }
}
