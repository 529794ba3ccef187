using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Multi-head self-attention within windows, with a learned bias for each head and each offset between two tokens (Swin section 3.2).
/// </summary>
public sealed class WindowAttention : Module<Tensor, Tensor?, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Parameter relative_position_bias_table; // [(2w-1)(2w-1), heads]
    private readonly Tensor relative_position_index;         // [N, N]
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly int heads;

    /// <summary>Attention over tokens of <paramref name="width"/>, initialised as the released code does.</summary>
    /// <param name="width">D, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="grid">The windows.</param>
    /// <param name="qkvBias">Whether queries, keys and values have a bias.</param>
    public WindowAttention(int width, int heads, WindowGrid grid, bool qkvBias = true) : base(nameof(WindowAttention))
    {
        this.heads = heads;
        var span = 2 * grid.Window - 1;
        relative_position_bias_table = new Parameter(zeros(span * span, heads));
        relative_position_index = grid.PairIndex();
        qkv = Linear(width, 3 * width, hasBias: qkvBias);
        proj = Linear(width, width);
        RegisterComponents();
        using var frozen = no_grad();
        WindowInitialization.TruncatedNormal(relative_position_bias_table);
    }

    /// <summary>[W, N, D] to [W, N, D], where W counts windows of a batch.</summary>
    /// <param name="windows">[W, N, D], N = w w</param>
    /// <param name="mask">From <see cref="WindowGrid.Mask"/>.</param>
    public override Tensor forward(Tensor windows, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = WindowProduct.Split(qkv.call(windows), heads);
        var bias = RelativePositionBias.Lookup(relative_position_bias_table, relative_position_index);  // [heads, N, N]
        return proj.call(WindowProduct.Mix(q, k, v, 1 / Math.Sqrt(q.size(3)), bias, mask)).MoveToOuterDisposeScope();
    }
}
