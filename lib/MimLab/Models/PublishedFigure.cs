namespace MimLab.Models;

/// <summary>What a paper, its code or a well-known reimplementation says that a model costs.</summary>
/// <param name="Quantity">What is counted.</param>
/// <param name="Value">As published: millions of numbers, or thousand millions of operations.</param>
/// <param name="Unit">
/// <c>M</c>, or <c>G</c> where a multiplication with its addition is one operation, or <c>GFLOP</c> where it is two.
/// </param>
/// <param name="Tolerance">How far a right count may lie from <paramref name="Value"/>, which is rounded.</param>
/// <param name="Source">Where it stands.</param>
public sealed record PublishedFigure(string Quantity, double Value, string Unit, double Tolerance, string Source)
{
    /// <summary>Learned numbers of the model that is pre-trained.</summary>
    public const string PretrainingParameters = "pre-training parameters";

    /// <summary>Learned numbers of the encoder alone.</summary>
    public const string EncoderParameters = "encoder parameters";

    /// <summary>Learned numbers of the classifier of 1,000 classes.</summary>
    public const string ClassifierParameters = "classifier parameters";

    /// <summary>Operations of a training step of pre-training for one image, forward and backward.</summary>
    public const string PretrainingStep = "pre-training step";

    /// <summary>Operations of the classifier for one image, forward.</summary>
    public const string ClassifierForward = "classifier forward";

    /// <summary>Operations of the classifier for one image at the size of pre-training, forward.</summary>
    public const string ForwardAtPretrainingSize = "forward at pre-training size";
}
