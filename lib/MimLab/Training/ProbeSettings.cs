namespace MimLab.Training;

/// <summary>
/// Linear probe: a linear classifier on features of the frozen encoder, extracted once, batch-normalised without scale and shift
/// (MAE, appendix A.1). Every block is probed unless one is named, and the best is reported (SimMIM, Table 6).
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
    /// Share of the labelled images, of each class, that chooses the best block: every block's classifier is trained on the
    /// others and scored on these. The chosen block's is then trained on all of them, and it alone sees test images. 0 chooses by
    /// the test images.
    /// </summary>
    public double HeldOut { get; init; }

    /// <summary>Passes over the cached features.</summary>
    public double Epochs { get; init; } = 50;

    /// <summary>Feature vectors per update.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>The optimizer of the classifier.</summary>
    public OptimizerSettings Optimizer { get; init; } = new() { LearningRate = 1e-3, WeightDecay = 0 };

    /// <summary>The learning rate over training.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>Added to the variance where the features are normalised; 1e-6 in MAE's released code.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Arithmetic of the feature extraction; the classifier trains in float32.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    internal void Validate(RecipeCheck check)
    {
        check.AtLeast("labels", Labels, 1);
        check.AtLeast("testImages", TestImages, 1);
        check.That(Layer != 0, "layer", "is 0, but blocks are counted from 1, or from the end: -1 is the last; null probes each");
        check.That(HeldOut is >= 0 and < 1, "heldOut", $"is {HeldOut}, but must be from 0 up to, not including, 1");
        check.That(HeldOut == 0 || Layer is null, "heldOut", "chooses a block, but probe.layer names one: keep one");
        check.Positive("epochs", Epochs);
        check.AtLeast("batch", Batch, 2);
        check.Positive("normEpsilon", NormEpsilon);
        Optimizer.Validate(check.Section("optimizer"), probe: true);
        Schedule.Validate(check.Section("schedule"));
    }
}
