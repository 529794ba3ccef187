using MimLab.Data;

namespace MimLab.Training;

/// <summary>Pre-training: how many images, in what batches, how optimised, how precise.</summary>
public sealed record PretrainSettings
{
    private const long MostImages = 1_000_000_000_000_000; // sums of steps and images stay far from overflowing
    private const double MostEpochs = 1_000_000;

    /// <summary>Budget in images seen, rounded up to whole updates. Give this or <see cref="Epochs"/>.</summary>
    public long? Images { get; init; }

    /// <summary>Budget in passes over the training set.</summary>
    public double? Epochs { get; init; }

    /// <summary>Images per forward pass.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Forward passes per update; the gradient is clipped once, on their sum.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The optimizer.</summary>
    public OptimizerSettings Optimizer { get; init; } = new() { LearningRate = 1e-3 };

    /// <summary>The learning rate over training.</summary>
    public ScheduleSettings Schedule { get; init; } = new() { WarmupFraction = 0.1 };

    /// <summary>Largest norm of the gradient; null to leave it as it is.</summary>
    public double? ClipGrad { get; init; } = 5;

    /// <summary>Arithmetic of the forward and backward pass.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>
    /// Decay of the weights' exponential moving average; null for none. With one, the encoder handed on is the average.
    /// </summary>
    public double? Ema { get; init; }

    /// <summary>Crops, flips and normalisation of the training images.</summary>
    public AugmentationSettings Augmentation { get; init; } = new();

    /// <summary>Updates between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>Updates between two lines of metrics.jsonl.</summary>
    public int LogEvery { get; init; } = 20;

    /// <summary>Images per update.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long ImagesPerUpdate => (long)Batch * Accumulate;

    internal void Validate(RecipeCheck check)
    {
        check.ExactlyOne("images", Images, "epochs", Epochs);
        check.AtLeast("images", Images, 1);
        check.That(Images is null or <= MostImages, "images", $"is {Images}, but must be at most {MostImages}");
        check.Positive("epochs", Epochs);
        check.That(Epochs is null or <= MostEpochs, "epochs", $"is {Epochs}, but must be at most {MostEpochs}");
        check.AtLeast("batch", Batch, 1);
        check.AtLeast("accumulate", Accumulate, 1);
        check.Positive("clipGrad", ClipGrad);
        check.That(Ema is null or (> 0 and < 1), "ema", $"is {Ema}, but must be between 0 and 1, or null");
        check.AtLeast("checkpointEvery", CheckpointEvery, 1);
        check.AtLeast("logEvery", LogEvery, 1);
        check.Also(Augmentation.Validate);
        Optimizer.Validate(check.Section("optimizer"));
        Schedule.Validate(check.Section("schedule"));
    }
}
