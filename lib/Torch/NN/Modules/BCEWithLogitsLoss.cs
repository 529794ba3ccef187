using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Cross-entropy of logits against targets in [0, 1].</summary>
public sealed class BCEWithLogitsLoss : Loss<Tensor, Tensor, Tensor>
{
    internal BCEWithLogitsLoss(Tensor? weight, nn.Reduction reduction, Tensor? pos_weights) : base(reduction)
    {
        ConditionallyRegisterBuffer("weight", weight);
        ConditionallyRegisterBuffer("pos_weights", pos_weights);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target)
        => nn.functional.binary_cross_entropy_with_logits(input, target, OwnBuffer("weight"), reduction, OwnBuffer("pos_weights"));
}
