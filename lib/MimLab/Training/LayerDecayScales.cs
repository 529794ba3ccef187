namespace MimLab.Training;

/// <summary>What layer-wise learning-rate decay scales; the two differ where a warm-up starts above 0 or a minimum is kept.</summary>
public enum LayerDecayScales
{
    /// <summary>The whole schedule, the start of the warm-up and the minimum too (the released code of BEiT, MAE and MixMIM).</summary>
    Schedule,

    /// <summary>The peak alone: all layers start and end at the same rates (SimMIM's released code; MFF's in mmpretrain).</summary>
    Peak,
}
