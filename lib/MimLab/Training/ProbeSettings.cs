using MimLab.Backbones;
using MimLab.Data;

namespace MimLab.Training;

/// <summary>
/// Linear probe: a linear classifier on features of the frozen encoder, batch-normalised without scale and shift (MAE, appendix
/// A.1). Every block is probed unless one is named, and the best is reported (SimMIM, Table 6). Features are extracted once, from
/// the centre crop, unless there is an augmentation.
/// </summary>
public sealed record ProbeSettings
{
    /// <summary>Labelled images, the same number of every class; null for the whole training split.</summary>
    public int? Labels { get; init; }

    /// <summary>Images of the test split used; null for all of them.</summary>
    public int? TestImages { get; init; }

    /// <summary>
    /// The block whose output is probed, counted from 1, or from the end when negative: -1 is the last. Null to probe each and
    /// report the best.
    /// </summary>
    public int? Layer { get; init; }

    /// <summary>
    /// Whether the encoder's final norm stands between the last block and the classifier, as in MAE's released code; then
    /// <see cref="Layer"/> must be -1.
    /// </summary>
    public bool FinalNorm { get; init; }

    /// <summary>How the tokens of an image become one vector.</summary>
    public TokenPooling Pooling { get; init; } = TokenPooling.Mean;

    /// <summary>
    /// Share of the labelled images, of each class, that chooses the best block: every block's classifier is trained on the
    /// others and scored on these. The chosen block's is then trained on all of them, and it alone sees test images. 0 chooses by
    /// the test images.
    /// </summary>
    public double HeldOut { get; init; }

    /// <summary>
    /// Crops and flips of the labelled images, drawn anew in every epoch (MAE, Table 10): the encoder then runs in every epoch,
    /// and the training is saved and resumed as any other. Null for one pass over the centre crops, whose features are kept.
    /// </summary>
    public AugmentationSettings? Augmentation { get; init; }

    /// <summary>Passes over the labelled images or their features.</summary>
    public double Epochs { get; init; } = 50;

    /// <summary>
    /// Feature vectors that are normalised together: those of an update, or with an <see cref="Augmentation"/> of one of
    /// <see cref="Accumulate"/> parts of it.
    /// </summary>
    public int Batch { get; init; } = 256;

    /// <summary>Batches per update, with an <see cref="Augmentation"/>.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The optimizer of the classifier.</summary>
    public OptimizerSettings Optimizer { get; init; } = new() { LearningRate = 1e-3, WeightDecay = 0 };

    /// <summary>The learning rate over training.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>Whether features are batch-normalised; BEiT's released code classifies them as they are.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>Added to the variance where the features are normalised; 1e-6 in MAE's released code.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Arithmetic of the encoder; the classifier trains in float32.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Updates between two checkpoints, with an <see cref="Augmentation"/>.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>Updates between two lines of metrics.jsonl, with an <see cref="Augmentation"/>.</summary>
    public int LogEvery { get; init; } = 10;

    internal void Validate(RecipeCheck check, EncoderConfig encoder)
    {
        check.AtLeast("labels", Labels, 1);
        check.AtLeast("testImages", TestImages, 1);
        check.That(Layer != 0, "layer", "is 0, but blocks are counted from 1, or from the end: -1 is the last; null probes each");
        check.That(Layer is not { } layer || Math.Abs(layer) <= encoder.BlockCount, "layer", $"is {Layer}, but the encoder has {encoder.BlockCount} blocks");
        check.That(!FinalNorm || Layer == -1, "finalNorm", "is true, but the norm stands behind the last block: set probe.layer to -1");
        check.That(Pooling == TokenPooling.Mean || encoder is VisionTransformerConfig, "pooling", "asks for the class token, which only a ViT has: use \"mean\"");
        check.That(HeldOut is >= 0 and < 1, "heldOut", $"is {HeldOut}, but must be from 0 up to, not including, 1");
        check.That(HeldOut == 0 || Layer is null, "heldOut", "chooses a block, but probe.layer names one: keep one");
        check.Positive("epochs", Epochs);
        check.AtLeast("batch", Batch, 2);
        check.AtLeast("accumulate", Accumulate, 1);
        check.That(Accumulate == 1 || Augmentation is not null, "accumulate", $"is {Accumulate}, but features that are kept need no parts: enlarge probe.batch, or add probe.augmentation");
        check.Positive("normEpsilon", NormEpsilon);
        check.AtLeast("checkpointEvery", CheckpointEvery, 1);
        check.AtLeast("logEvery", LogEvery, 1);
        check.Also(() => Augmentation?.Validate());
        check.That(Augmentation is null || Augmentation.Size == encoder.ImageSize, "augmentation.size",
            $"is {Augmentation?.Size}, but model.imageSize is {encoder.ImageSize}: make them equal");
        Optimizer.Validate(check.Section("optimizer"), probe: true);
        Schedule.Validate(check.Section("schedule"));
    }
}
