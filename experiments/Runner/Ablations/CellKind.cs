namespace MimLab.Runner.Ablations;

/// <summary>How the weights come about that a cell evaluates.</summary>
public enum CellKind
{
    /// <summary>Masked pre-training, then evaluation.</summary>
    Pretrained,

    /// <summary>Evaluation of a fresh encoder: the baseline.</summary>
    Scratch,
}
