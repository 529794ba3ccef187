using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Cross-entropy of logits against classes or class probabilities.</summary>
public sealed class CrossEntropyLoss : Loss<Tensor, Tensor, Tensor>
{
    private readonly long _ignoreIndex;

    internal CrossEntropyLoss(Tensor? weight, long? ignore_index, nn.Reduction reduction) : base(reduction)
    {
        _ignoreIndex = ignore_index ?? -100;
        ConditionallyRegisterBuffer("weight", weight);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target)
        => nn.functional.cross_entropy(input, target, OwnBuffer("weight"), _ignoreIndex, reduction);
}
