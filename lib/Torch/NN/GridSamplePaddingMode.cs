namespace TorchSharp;

public static partial class torch
{
    /// <summary>What <see cref="nn.functional.grid_sample"/> finds outside the image.</summary>
    public enum GridSamplePaddingMode
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,
        /// <summary>The image mirrored at its edge.</summary>
        Reflection = 1,
        /// <summary>The value at the edge.</summary>
        Border = 2,
    }
}
