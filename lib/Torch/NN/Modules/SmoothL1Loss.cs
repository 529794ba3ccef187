using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Squared error over 2 beta below beta, absolute error less beta / 2 above.</summary>
public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
{
    private readonly double _beta;

    internal SmoothL1Loss(nn.Reduction reduction, double beta) : base(reduction) => _beta = beta;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => nn.functional.smooth_l1_loss(input, target, reduction, _beta);
}
