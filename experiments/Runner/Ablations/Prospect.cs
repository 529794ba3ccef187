namespace MimLab.Runner.Ablations;

/// <summary>What is left to do of a run.</summary>
internal enum Prospect
{
    /// <summary>Everything.</summary>
    New,

    /// <summary>Only the evaluation: an equal pre-training is finished.</summary>
    Pretrained,

    /// <summary>Only the evaluation: a run before it in the plan does an equal pre-training.</summary>
    Following,

    /// <summary>Nothing: an equal run was recorded elsewhere.</summary>
    Shared,

    /// <summary>Nothing: it has its record.</summary>
    Finished,
}
