namespace MimLab.Targets;

/// <summary>How the difference between a true and a predicted pixel counts (SimMIM table 5).</summary>
public enum PixelError
{
    /// <summary>|x - y|, SimMIM's choice.</summary>
    L1,

    /// <summary>(x - y)^2.</summary>
    L2,

    /// <summary>
    /// (x - y)^2 / (2 beta) below beta, |x - y| - beta / 2 above. The paper does not state its beta; ours is 1 unless said
    /// otherwise.
    /// </summary>
    SmoothL1,
}
