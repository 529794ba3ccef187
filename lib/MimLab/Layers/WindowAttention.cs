using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Multi-head self-attention within windows, with a learned bias for each head and each offset between two tokens (Swin section
/// 3.2).
/// </summary>
public sealed class WindowAttention : Module<Tensor, Tensor?, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Parameter relative_position_bias_table; // [(2w-1)(2w-1), heads]
    private readonly Tensor relative_position_index;         // [N, N]
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly WindowGrid grid;
    private readonly int heads;

    /// <summary>Attention over tokens of <paramref name="width"/>, initialised as the released code does.</summary>
    /// <param name="width">D, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="grid">The windows.</param>
    /// <param name="qkvBias">Whether queries, keys and values have a bias.</param>
    public WindowAttention(int width, int heads, WindowGrid grid, bool qkvBias = true) : base(nameof(WindowAttention))
    {
        this.heads = heads;
        this.grid = grid;
        var span = 2 * grid.Window - 1;
        relative_position_bias_table = new Parameter(zeros(span * span, heads));
        relative_position_index = grid.PairIndex();
        qkv = Linear(width, 3 * width, hasBias: qkvBias);
        proj = Linear(width, width);
        RegisterComponents();
        using var frozen = no_grad();
        WindowInitialization.TruncatedNormal(relative_position_bias_table);
    }

    /// <summary>[B, L, D] to [B, L, D].</summary>
    /// <param name="tokens">[B, L, D], row by row over the image</param>
    /// <param name="mask">[nW, N, N], added to the logits of each window, or null</param>
    public override Tensor forward(Tensor tokens, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var bias = RelativePositionBias.Lookup(relative_position_bias_table, relative_position_index);  // [heads, N, N]
        return proj.call(AttentionProduct.Of(qkv.call(tokens), heads, bias, grid, mask)).MoveToOuterDisposeScope();
    }
}
