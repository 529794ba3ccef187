namespace MimLab.Training;

/// <summary>The loss or its gradient stopped being a finite number.</summary>
public sealed class DivergedError : UserError
{
    /// <summary>Names the step, its learning rate and gradient norm, and where to continue from.</summary>
    public DivergedError(string stage, long step, double loss, double learningRate, double gradientNorm, string? lastGoodCheckpoint)
        : base($"The {(double.IsFinite(loss) ? "gradient" : "loss")} of {stage} was no longer finite at step {step} "
            + $"(loss {loss:g4}, learning rate {learningRate:g4}, gradient norm {gradientNorm:g4}); "
            + (lastGoodCheckpoint is null
                ? "no checkpoint was written before it, so start again with a lower learning rate, a longer warm-up or a smaller clipGrad."
                : $"the last good checkpoint is {lastGoodCheckpoint}: resume from it with a lower learning rate or in fp32."))
    {
        Step = step;
        LastGoodCheckpoint = lastGoodCheckpoint;
    }

    /// <summary>The first step whose loss was not finite, counted from 1.</summary>
    public long Step { get; }

    /// <summary>The newest checkpoint from before that step; null when there is none.</summary>
    public string? LastGoodCheckpoint { get; }
}
