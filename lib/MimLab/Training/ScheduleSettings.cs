namespace MimLab.Training;

/// <summary>The learning rate over training: a linear warm-up, then a cosine or steps. It changes at every update.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Cosine or step.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Cosine;

    /// <summary>Warm-up as a part of all updates. Give this or <see cref="WarmupEpochs"/>, or neither for no warm-up.</summary>
    public double? WarmupFraction { get; init; }

    /// <summary>Warm-up in passes over the training set.</summary>
    public double? WarmupEpochs { get; init; }

    /// <summary>Learning rate of the first update when there is a warm-up.</summary>
    public double WarmupLearningRate { get; init; }

    /// <summary>Learning rate at the end of the cosine.</summary>
    public double MinLearningRate { get; init; }

    /// <summary>What the cosine covers.</summary>
    public CosineSpan CosineSpan { get; init; } = CosineSpan.AfterWarmup;

    /// <summary>For steps: where the rate drops, as parts of all updates, rising ([0.9, 0.95] in SimMIM, appendix B).</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [];

    /// <summary>For steps: the factor at each milestone.</summary>
    public double Gamma { get; init; } = 0.1;

    internal void Validate(RecipeCheck check)
    {
        check.That(WarmupFraction is null || WarmupEpochs is null, "warmupFraction", "cannot be given together with warmupEpochs: keep one");
        check.That(WarmupFraction is null or (>= 0 and < 1), "warmupFraction", $"is {WarmupFraction}, but must be from 0 up to, not including, 1");
        check.AtLeast("warmupEpochs", WarmupEpochs, 0);
        check.AtLeast("warmupLearningRate", WarmupLearningRate, 0);
        check.AtLeast("minLearningRate", MinLearningRate, 0);
        check.That(Kind != ScheduleKind.Step || Milestones.Count > 0, "milestones", "is empty, but a step schedule needs at least one");
        check.That(Milestones.Zip(Milestones.Skip(1)).All(p => p.First < p.Second) && Milestones.All(m => m is > 0 and < 1),
            "milestones", "must be rising numbers between 0 and 1, parts of all updates");
        check.That(Gamma is > 0 and <= 1, "gamma", $"is {Gamma}, but must be above 0 and at most 1");
    }
}
