namespace MimLab.Masking;

/// <summary>
/// How a share r of n cells becomes a whole number. The last two are computed in double precision as the official codes do: of
/// 100 cells, 0.9 keeps 9, because 1 - 0.9 is a little less than 0.1 there.
/// </summary>
public enum MaskRounding
{
    /// <summary>SimMIM: n r are hidden, rounded up.</summary>
    HiddenUp,

    /// <summary>MAE: n (1 - r) are kept, rounded down.</summary>
    KeptDown,

    /// <summary>MixMIM: n r are hidden, rounded down, so that half of 49 are 24.</summary>
    HiddenDown,
}
