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
    public double At(long update)
    {
        if (update < WarmupUpdates)
            return settings.WarmupLearningRate + (peak - settings.WarmupLearningRate) * update / WarmupUpdates;
        if (settings.Kind == ScheduleKind.Step)
            return peak * Math.Pow(settings.Gamma, settings.Milestones.Count(m => update >= Math.Round(m * updates)));
        var start = settings.CosineSpan == CosineSpan.AfterWarmup ? WarmupUpdates : 0;
        var progress = (double)(update - start) / (updates - start);
        return settings.MinLearningRate + (peak - settings.MinLearningRate) * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
