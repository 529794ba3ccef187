namespace TorchSharp;

/// <summary>What padding is filled with.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,
    /// <summary>The values mirrored at the edge, without the edge itself.</summary>
    Reflect = 1,
    /// <summary>The value at the edge.</summary>
    Replicate = 2,
    /// <summary>The values from the other side.</summary>
    Circular = 3,
    /// <summary>A given value.</summary>
    Constant = 4,
}
