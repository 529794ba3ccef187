using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The negative of the log-probability given to the true class.</summary>
public sealed class NLLLoss : Loss<Tensor, Tensor, Tensor>
{
    internal NLLLoss(Tensor? weight, nn.Reduction reduction) : base(reduction) => ConditionallyRegisterBuffer("weight", weight);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => nn.functional.nll_loss(input, target, OwnBuffer("weight"), reduction);
}
