namespace MimLab.Training;

/// <summary>Where a run stands, apart from its tensors: the part of a checkpoint that is written as JSON.</summary>
internal sealed record TrainerState
{
    /// <summary>Updates done; the learning rate and the data position follow from it.</summary>
    public long Step { get; init; }

    /// <summary>Seconds of the whole run, interrupted parts added up.</summary>
    public double Seconds { get; init; }

    /// <summary>Those spent on training, without tests and checkpoints.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Mean loss of the last line of the metrics.</summary>
    public double? LastLoss { get; init; }

    /// <summary>Score of the best checkpoint: top-1 where there is a test, else minus <see cref="LastLoss"/>.</summary>
    public double? BestScore { get; init; }

    /// <summary>(epoch, top-1) of every test so far.</summary>
    public IReadOnlyList<double[]> Curve { get; init; } = [];

    /// <summary>(loss, gradient norm, learning rate) of the steps since the last line of the metrics.</summary>
    public IReadOnlyList<double[]> Unlogged { get; init; } = [];
}
