using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Half the squared error below delta, delta times (absolute error less delta / 2) above.</summary>
public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
{
    private readonly double _delta;

    internal HuberLoss(double delta, nn.Reduction reduction) : base(reduction) => _delta = delta;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => nn.functional.huber_loss(input, target, _delta, reduction);
}
