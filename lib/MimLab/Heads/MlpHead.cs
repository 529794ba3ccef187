using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// SimMIM's two-layer perceptron (section 4.1.3, Table 2) on each token by itself, with a GELU between the layers. The paper's
/// count of 90.9 M parameters is that of a hidden layer as wide as the encoder; no code was released for it.
/// </summary>
public sealed class MlpHead : Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    /// <summary>
    /// A head from tokens of <paramref name="width"/> over <paramref name="hidden"/> to <paramref name="outputs"/> numbers, with
    /// PyTorch's default initialisation like the linear head.
    /// </summary>
    public MlpHead(int width, int hidden, int outputs) : base(nameof(MlpHead))
    {
        fc1 = Linear(width, hidden);
        fc2 = Linear(hidden, outputs);
        RegisterComponents();
    }

    /// <summary>[B, L, D] to [B, L, outputs].</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var hidden = functional.gelu(fc1.call(tokens)); // [B, L, H]
        return fc2.call(hidden).MoveToOuterDisposeScope();
    }
}
