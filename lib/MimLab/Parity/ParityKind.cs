namespace MimLab.Parity;

/// <summary>Kinds of models that parity fixtures describe.</summary>
public enum ParityKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,

    /// <summary>SimMIM with a vision transformer.</summary>
    SimMimVisionTransformer,

    /// <summary>SimMIM with a Swin transformer.</summary>
    SimMimSwin,

    /// <summary>SimMIM with the second version of the Swin transformer.</summary>
    SimMimSwinV2,

    /// <summary>MixMIM.</summary>
    MixMim,

    /// <summary>MAE.</summary>
    Mae,

    /// <summary>MAE with multi-level feature fusion.</summary>
    Mff,
}
