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

    /// <summary>The block whose output is probed, counted from 1; null to probe each and report the best.</summary>
    public int? Layer { get; init; }

    /// <summary>Passes over the cached features.</summary>
    public double Epochs { get; init; } = 50;

    /// <summary>Feature vectors per update.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>The optimizer of the classifier.</summary>
    public OptimizerSettings Optimizer { get; init; } = new() { LearningRate = 1e-3, WeightDecay = 0 };

    /// <summary>The learning rate over training.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>Arithmetic of the feature extraction; the classifier trains in float32.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    internal void Validate(RecipeCheck check)
    {
        check.AtLeast("labels", Labels, 1);
        check.AtLeast("testImages", TestImages, 1);
        check.AtLeast("layer", Layer, 1);
        check.Positive("epochs", Epochs);
        check.AtLeast("batch", Batch, 2);
        Optimizer.Validate(check.Section("optimizer"));
        Schedule.Validate(check.Section("schedule"));
    }
}
