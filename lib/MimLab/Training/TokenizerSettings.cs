namespace MimLab.Training;

/// <summary>
/// The <c>tokenizer</c> section of a recipe: how the discrete variational auto-encoder of the target <c>tokens</c> is trained, on
/// the images and with the augmentation of pre-training. How many tokens there are, and of what size, the <c>model</c> section
/// says.
/// </summary>
public sealed record TokenizerSettings
{
    /// <summary>Budget in images seen; null for that of pre-training.</summary>
    public long? Images { get; init; }

    /// <summary>Images of an update: few, because the number of updates decides how many tokens come into use.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Channels of its convolutions.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks of its encoder, and of its decoder.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>The optimizer.</summary>
    public OptimizerSettings Optimizer { get; init; } = new() { LearningRate = 2e-3, WeightDecay = 0 };

    /// <summary>The learning rate over training.</summary>
    public ScheduleSettings Schedule { get; init; } = new() { WarmupFraction = 0.05 };

    /// <summary>
    /// Temperature of the Gumbel-softmax at the start; it falls to <see cref="EndTemperature"/> by equal factors.
    /// </summary>
    public double StartTemperature { get; init; } = 1;

    /// <summary>Temperature at the end.</summary>
    public double EndTemperature { get; init; } = 0.1;

    /// <summary>Weight of the penalty on the uneven use of tokens.</summary>
    public double Evenness { get; init; } = 0.03;

    /// <summary>Largest norm of the gradient; null to leave it as it is.</summary>
    public double? ClipGrad { get; init; } = 5;

    /// <summary>Arithmetic of its forward and backward pass.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Its seed; one tokenizer serves all seeds of a run.</summary>
    public int Seed { get; init; }

    /// <summary>Updates between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>Updates between two lines of metrics.jsonl.</summary>
    public int LogEvery { get; init; } = 20;

    internal void Validate(RecipeCheck check)
    {
        check.AtLeast("images", Images, 1);
        check.AtLeast("batch", Batch, 1);
        check.Within("width", Width, 1, 4096);
        check.Within("blocks", Blocks, 0, 100);
        check.Positive("startTemperature", StartTemperature);
        check.Positive("endTemperature", EndTemperature);
        check.AtLeast("evenness", Evenness, 0);
        check.Positive("clipGrad", ClipGrad);
        check.AtLeast("checkpointEvery", CheckpointEvery, 1);
        check.AtLeast("logEvery", LogEvery, 1);
        Optimizer.Validate(check.Section("optimizer"));
        Schedule.Validate(check.Section("schedule"));
    }
}
