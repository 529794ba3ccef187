using MimLab.Data;

namespace MimLab.Training;

/// <summary>Fine-tuning: the encoder, mean pooling and a linear classifier trained on labels, and tested on the test split.</summary>
public sealed record FineTuneSettings
{
    /// <summary>Labelled images, the same number of every class; null for the whole training split.</summary>
    public int? Labels { get; init; }

    /// <summary>Passes over the labelled images.</summary>
    public double Epochs { get; init; } = 20;

    /// <summary>Images per forward pass.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Forward passes per update; the gradient is clipped once, on their sum.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The optimizer.</summary>
    public OptimizerSettings Optimizer { get; init; } = new() { LearningRate = 1e-3 };

    /// <summary>The learning rate over training.</summary>
    public ScheduleSettings Schedule { get; init; } = new() { WarmupFraction = 0.1 };

    /// <summary>
    /// How many of the last blocks are tuned (MAE, Figure 9); null for the whole encoder. 0 tunes the classifier and the norm
    /// before it, a half adds the second half of the next block, its perceptron: 0.5 tunes the last perceptron only. What is
    /// frozen has neither gradient nor optimizer state.
    /// </summary>
    public double? Blocks { get; init; }

    /// <summary>Learning rate of a block relative to the next one (Clark et al. 2020, BEiT); 1 trains all alike.</summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>What of a block's schedule is scaled.</summary>
    public LayerDecayScales LayerDecayScales { get; init; } = LayerDecayScales.Schedule;

    /// <summary>Stochastic depth of the last block, rising linearly from 0 (Huang et al. 2016).</summary>
    public double DropPath { get; init; }

    /// <summary>
    /// Size of the classifier's first weights relative to the other layers'. 0.001 in the released code, whose recipe has tens of
    /// thousands of updates; with a few hundred, the encoder learns little before so small a classifier has grown.
    /// </summary>
    public double HeadScale { get; init; } = 0.001;

    /// <summary>Part of the target spread over all classes (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// Alpha of mixup (Zhang et al. 2018): images and targets of a batch are averaged with those of the batch in reverse order,
    /// in shares drawn from Beta(alpha, alpha); 0 for none. 0.8 in SimMIM's recipe.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>Alpha of cutmix (Yun et al. 2019): a rectangle is taken from the other image; 0 for none. 1 in SimMIM's recipe.</summary>
    public double Cutmix { get; init; }

    /// <summary>With both, the share of batches that have cutmix; the others have mixup.</summary>
    public double MixupSwitch { get; init; } = 0.5;

    /// <summary>Largest norm of the gradient; null to leave it as it is.</summary>
    public double? ClipGrad { get; init; } = 5;

    /// <summary>Arithmetic of the forward and backward pass.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Decay of the weights' exponential moving average, which is then what is tested; null for none.</summary>
    public double? Ema { get; init; }

    /// <summary>Crops, flips and normalisation of the training images.</summary>
    public AugmentationSettings Augmentation { get; init; } = new();

    /// <summary>Passes between two tests on the test split; null to test only at the end.</summary>
    public int? TestEvery { get; init; }

    /// <summary>Images of the test split used; null for all of them.</summary>
    public int? TestImages { get; init; }

    /// <summary>Updates between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>Updates between two lines of metrics.jsonl.</summary>
    public int LogEvery { get; init; } = 20;

    internal void Validate(RecipeCheck check)
    {
        check.AtLeast("labels", Labels, 1);
        check.Positive("epochs", Epochs);
        check.AtLeast("batch", Batch, 1);
        check.AtLeast("accumulate", Accumulate, 1);
        check.That(Blocks is null || (Blocks >= 0 && Blocks * 2 == Math.Floor(Blocks.Value * 2)), "blocks", $"is {Blocks}, but must be null for all or a number of blocks in halves: 0, 0.5, 1, ...");
        check.That(LayerDecay is > 0 and <= 1, "layerDecay", $"is {LayerDecay}, but must be above 0 and at most 1");
        check.That(DropPath is >= 0 and < 1, "dropPath", $"is {DropPath}, but must be from 0 up to, not including, 1");
        check.Positive("headScale", HeadScale);
        check.That(LabelSmoothing is >= 0 and < 1, "labelSmoothing", $"is {LabelSmoothing}, but must be from 0 up to, not including, 1");
        check.That(Mixup is >= 0 and <= 1000, "mixup", $"is {Mixup}, but must be from 0 (none) to 1000");
        check.That(Cutmix is >= 0 and <= 1000, "cutmix", $"is {Cutmix}, but must be from 0 (none) to 1000");
        check.That(MixupSwitch is >= 0 and <= 1, "mixupSwitch", $"is {MixupSwitch}, but must be from 0 to 1");
        check.Positive("clipGrad", ClipGrad);
        check.That(Ema is null or (> 0 and < 1), "ema", $"is {Ema}, but must be between 0 and 1, or null");
        check.AtLeast("testEvery", TestEvery, 1);
        check.AtLeast("testImages", TestImages, 1);
        check.AtLeast("checkpointEvery", CheckpointEvery, 1);
        check.AtLeast("logEvery", LogEvery, 1);
        check.Also(Augmentation.Validate);
        Optimizer.Validate(check.Section("optimizer"));
        Schedule.Validate(check.Section("schedule"));
    }
}
