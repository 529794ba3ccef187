using MimLab.Masking;

namespace MimLab.Models;

/// <summary>
/// A named size with a method that pre-trains it: what both cost, counted from the shape (<see cref="ModelCost"/>), and what has
/// been published about it.
/// </summary>
/// <param name="Pretraining">The model that is pre-trained.</param>
/// <param name="Mask">What hides patches.</param>
/// <param name="FineTuning">The same at the size of images, and of windows, of fine-tuning.</param>
/// <param name="Published">Figures of others.</param>
public sealed record NamedModel(ModelSettings Pretraining, MaskSettings Mask, ModelSettings FineTuning, IReadOnlyList<PublishedFigure> Published)
{
    private const int Classes = 1000;
    private const double Million = 1e6, Giga = 1e9;

    /// <summary>The method: <c>simmim</c>, <c>mae</c>, ...</summary>
    public string Method => Pretraining.Method;

    /// <summary>The size: <c>ViT-B</c>, <c>SwinV2-H</c>, ...</summary>
    public string Size => Pretraining.Size;

    /// <summary>Side of the patches that enter, in pixels.</summary>
    public int PatchSize => Pretraining.AnyEncoderShape().PatchSize;

    /// <summary>Learned numbers of the model that is pre-trained, in millions; fixed positions are not learned.</summary>
    public double PretrainingParameters => PretrainingCost.Parameters(Pretraining) / Million;

    /// <summary>
    /// Operations of one image of pre-training, forward, in GFLOP: a multiplication with its addition counts as two.
    /// </summary>
    public double PretrainingForward => PretrainingCost.FlopsPerImage(Pretraining, Mask, training: false) / Giga;

    /// <summary>Learned numbers of the classifier of 1,000 classes, in millions.</summary>
    public double ClassifierParameters => ClassifierParametersOf(FineTuning) / Million;

    /// <summary>Operations of the classifier for one image, forward, in GFLOP.</summary>
    public double ClassifierForward => ForwardOf(FineTuning) / Giga;

    /// <summary>
    /// Our own count of a published figure, in its unit. MixMIM's published parameters hold its fixed positions; ours then do,
    /// too.
    /// </summary>
    public double Count(PublishedFigure figure) => figure.Quantity switch
    {
        PublishedFigure.PretrainingParameters => PretrainingParameters + Positions(Pretraining, whole: true),
        PublishedFigure.EncoderParameters => ModelCost.EncoderParameters(FineTuning.AnyFineTuningShape()) / Million + Positions(FineTuning, whole: false),
        PublishedFigure.ClassifierParameters => ClassifierParameters + Positions(FineTuning, whole: false),
        PublishedFigure.PretrainingStep => PretrainingCost.FlopsPerImage(Pretraining, Mask) / Operation(figure),
        PublishedFigure.ClassifierForward => ForwardOf(FineTuning) / Operation(figure),
        PublishedFigure.ForwardAtPretrainingSize => ForwardOf(Pretraining) / Operation(figure),
        _ => throw new ArgumentException($"Nothing is counted as \"{figure.Quantity}\".", nameof(figure)),
    };

    private static double Operation(PublishedFigure figure) => figure.Unit == "GFLOP" ? Giga : 2 * Giga;

    private static double ForwardOf(ModelSettings model) => ModelCost.ClassifierFlopsPerImage(model.AnyFineTuningShape(), Classes, training: false);

    private static double ClassifierParametersOf(ModelSettings model)
    {
        var shape = model.AnyFineTuningShape();
        return ModelCost.EncoderParameters(shape) + (shape.OutputWidth + 1) * (double)Classes;
    }

    private static double Positions(ModelSettings model, bool whole) => !MixMimShape.Covers(model) ? 0
        : (whole ? MixMimCost.Positions(MixMimShape.Of(model)) : MixMimCost.EncoderPositions(MixMimShape.Encoder(model))) / Million;
}
