using MimLab.Backbones;

namespace MimLab.Training;

/// <summary>What the training loop needs to know about a stage, pre-training and fine-tuning alike.</summary>
internal sealed record TrainingPlan
{
    /// <summary>"pre-training", "fine-tuning": for progress and messages.</summary>
    public required string Stage { get; init; }

    /// <summary>Name of the recipe, for messages.</summary>
    public required string RecipeName { get; init; }

    /// <summary>What the weights depend on: a checkpoint of another identity cannot be resumed.</summary>
    public required RunIdentity Identity { get; init; }

    /// <summary>The resolved recipe, kept in the checkpoint.</summary>
    public required string RecipeText { get; init; }

    public required int Batch { get; init; }

    public required int Accumulate { get; init; }

    public required int BatchesPerEpoch { get; init; }

    /// <summary>Updates of the whole stage.</summary>
    public required long Updates { get; init; }

    public required OptimizerSettings Optimizer { get; init; }

    public required ScheduleSettings Schedule { get; init; }

    /// <summary>Whether a layer's scale multiplies its whole schedule or its peak alone.</summary>
    public LayerDecayScales LayerDecayScales { get; init; }

    public required double? ClipGrad { get; init; }

    public required Precision Precision { get; init; }

    public required double? Ema { get; init; }

    public required int LogEvery { get; init; }

    public required int CheckpointEvery { get; init; }

    /// <summary>The encoder that a step trains whole and on whole images, for the check of memory; null otherwise.</summary>
    public EncoderConfig? Encoder { get; init; }

    /// <summary>Updates between two tests; 0 to test only after the last one.</summary>
    public long TestEvery { get; init; }

    public long ImagesPerUpdate => (long)Batch * Accumulate;

    public double UpdatesPerEpoch => (double)BatchesPerEpoch / Accumulate;

    public double EpochAt(long step) => step / UpdatesPerEpoch;

    /// <summary>Updates for a budget in images or in epochs, rounded up and never none.</summary>
    public static long UpdatesFor(long? images, double? epochs, int batch, int accumulate, int batchesPerEpoch) => Math.Max(1, images is { } n
        ? (n + (long)batch * accumulate - 1) / ((long)batch * accumulate)
        : (long)Math.Ceiling(epochs!.Value * batchesPerEpoch / accumulate - 1e-9));
}
