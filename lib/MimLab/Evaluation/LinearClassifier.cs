using MimLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Batch normalisation without scale and shift, then a linear layer (MAE, appendix A.1: the normalisation calibrates features whose
/// scale differs between methods): [B, D] to [B, C].
/// </summary>
internal sealed class LinearClassifier : nn.Module<Tensor, Tensor>
{
    private readonly Linear head;
    private readonly Tensor? mean; // [D], null where features are not normalised
    private readonly Tensor? variance; // [D]
    private readonly double epsilon;

    /// <summary>A classifier to be trained, with weights from N(0, 0.01).</summary>
    /// <param name="size">Length of a feature vector.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="settings">Whether and how features are normalised.</param>
    /// <param name="seed">Seed of the weights.</param>
    public LinearClassifier(long size, int classes, ProbeSettings settings, int seed) : base(nameof(LinearClassifier))
    {
        epsilon = settings.NormEpsilon;
        manual_seed(seed);
        head = nn.Linear(size, classes);
        using (no_grad())
        {
            nn.init.normal_(head.weight, 0, 0.01);
            nn.init.zeros_(head.bias!);
        }
        if (settings.BatchNorm) (mean, variance) = (zeros(size), ones(size));
        RegisterComponents();
    }

    /// <summary>The learned parameters, for an optimizer.</summary>
    public AdamWGroup Group(double weightDecay) => new([head.weight!, head.bias!], weightDecay);

    /// <summary>Scores of features [B, D]: [B, C].</summary>
    public override Tensor forward(Tensor features) =>
        head.forward(mean is null ? features : nn.functional.batch_norm(features, mean, variance, training: training, eps: epsilon));

    /// <summary>Vectors [N, D] classified as their labels [N] say, in percent.</summary>
    public double Top1(Tensor features, Tensor labels)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        eval();
        return 100.0 * forward(features).argmax(1).eq(labels).sum().item<long>() / labels.size(0);
    }
}
