using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// The two-layer perceptron of a transformer block, with the exact (erf) GELU: its tanh form moves outputs by 1e-4.
/// </summary>
public sealed class Mlp : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Linear fc1;
    private readonly Linear fc2;

    /// <summary>Width to hidden to width.</summary>
    public Mlp(int width, int hidden) : base(nameof(Mlp))
    {
        fc1 = Linear(width, hidden);
        fc2 = Linear(hidden, width);
        RegisterComponents();
    }

    /// <summary>The last layer, which SimMIM's initialisation scales down with depth.</summary>
    internal Linear Output => fc2;

    /// <summary>[B, N, D] to [B, N, D].</summary>
    public override Tensor forward(Tensor x) => Engine.Perceptron(x, fc1, fc2);
}
