namespace MimLab.Training;

/// <summary>The learning rate of every update of one stage, counted from 0.</summary>
public sealed class LearningRateSchedule
{
    private readonly ScheduleSettings settings;
    private readonly double peak;
    private readonly long updates;

    /// <summary>A schedule over a known number of updates.</summary>
    /// <param name="settings">Kind, warm-up, minimum, milestones.</param>
    /// <param name="peak">Learning rate at the end of the warm-up.</param>
    /// <param name="updates">Updates of the whole stage.</param>
    /// <param name="updatesPerEpoch">Updates of one pass over the training set, for a warm-up given in epochs.</param>
    /// <exception cref="UserError">The warm-up is not shorter than the training.</exception>
    public LearningRateSchedule(ScheduleSettings settings, double peak, long updates, double updatesPerEpoch)
    {
        this.settings = settings;
        this.peak = peak;
        this.updates = updates;
        WarmupUpdates = (long)Math.Round(settings.WarmupFraction * updates ?? settings.WarmupEpochs * updatesPerEpoch ?? 0);
        if (WarmupUpdates > 0 && WarmupUpdates >= updates)
            throw new UserError($"The warm-up of {WarmupUpdates} updates is not shorter than the whole training of {updates} updates: "
                + "shorten it (schedule.warmupEpochs or warmupFraction) or train longer.");
    }

    /// <summary>Updates of the warm-up.</summary>
    public long WarmupUpdates { get; }

    /// <summary>The learning rate of update <paramref name="update"/>, counted from 0.</summary>
    public double At(long update) => At(update, peak);

    /// <summary>What the rate would be with a peak of 0: the part of it that the start of the warm-up and the minimum give.</summary>
    public double FloorAt(long update) => At(update, 0);

    private double At(long update, double top)
    {
        if (update < WarmupUpdates)
            return settings.WarmupLearningRate + (top - settings.WarmupLearningRate) * update / WarmupUpdates;
        if (settings.Kind == ScheduleKind.Step)
            return top * Math.Pow(settings.Gamma, settings.Milestones.Count(m => update >= Math.Round(m * updates)));
        var start = settings.CosineSpan == CosineSpan.AfterWarmup ? WarmupUpdates : 0;
        var progress = (double)(update - start) / (updates - start);
        return settings.MinLearningRate + (top - settings.MinLearningRate) * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
