using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Targets;

/// <summary>x + conv1x1(relu(conv3x3(relu(x)))): what lets a token see its neighbours' pixels.</summary>
internal sealed class ResidualConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d look;
    private readonly Conv2d mix;

    public ResidualConvolution(int width) : base(nameof(ResidualConvolution))
    {
        look = Conv2d(width, width, 3, padding: 1);
        mix = Conv2d(width, width, 1);
        RegisterComponents();
    }

    /// <summary>[B, W, h, w] to [B, W, h, w].</summary>
    public override Tensor forward(Tensor map)
    {
        using var scope = NewDisposeScope();
        return (map + mix.call(functional.relu(look.call(functional.relu(map))))).MoveToOuterDisposeScope();
    }
}
