using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// The attention of SwinV2 (Liu et al. 2022, arXiv 2111.09883, section 3): the cosine of query and key over a learned temperature
/// of each head, at least 0.01, plus a position bias that a small network computes from the offset in logarithmic coordinates, so
/// that it extends to windows larger than those of pre-training. Queries and values have a bias, keys none.
/// <para>
/// Differs from the paper, as the released code does: the bias is squashed to 16 sigmoid(b), and offsets are first scaled to [-8,
/// 8].
/// </para>
/// </summary>
public sealed class CosineWindowAttention : Module<Tensor, Tensor?, Tensor>
{
    private const int HiddenWidth = 512;
    private const double MostScale = 100;   // one over the least temperature
    private const double BiasRange = 16;

    // Field names are the names in official state dicts.
    private readonly Parameter logit_scale;             // [heads, 1, 1], the logarithm of one over the temperature
    private readonly Parameter? q_bias;                 // [D]
    private readonly Parameter? v_bias;                 // [D]
    private readonly Tensor relative_coords_table;      // [1, 2w-1, 2w-1, 2]
    private readonly Tensor relative_position_index;    // [N, N]
    private readonly Sequential cpb_mlp;
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly WindowGrid grid;
    private readonly int heads;

    /// <summary>Attention over tokens of <paramref name="width"/>, with a temperature of 0.1.</summary>
    /// <param name="width">D, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="grid">The windows.</param>
    /// <param name="qkvBias">Whether queries and values have a bias.</param>
    /// <param name="pretrainedWindow">Side of the windows that the position bias was trained on, or 0 for this grid's.</param>
    public CosineWindowAttention(int width, int heads, WindowGrid grid, bool qkvBias = true, int pretrainedWindow = 0) : base(nameof(CosineWindowAttention))
    {
        this.heads = heads;
        this.grid = grid;
        logit_scale = new Parameter(full(heads, 1, 1, Math.Log(10)));
        if (qkvBias)
        {
            q_bias = new Parameter(zeros(width));
            v_bias = new Parameter(zeros(width));
        }
        relative_coords_table = LogOffsets(grid.Window, pretrainedWindow);
        relative_position_index = grid.PairIndex();
        cpb_mlp = Sequential(Linear(2, HiddenWidth), ReLU(), Linear(HiddenWidth, heads, hasBias: false));
        qkv = Linear(width, 3 * width, hasBias: false);
        proj = Linear(width, width);
        RegisterComponents();
    }

    /// <summary>Learned numbers behind the position bias of so many heads.</summary>
    internal static long BiasParameters(long heads) => 2 * HiddenWidth + HiddenWidth + HiddenWidth * heads;

    /// <summary>[B, L, D] to [B, L, D].</summary>
    /// <param name="tokens">[B, L, D], row by row over the image</param>
    /// <param name="mask">[nW, N, N], added to the logits of each window, or null</param>
    public override Tensor forward(Tensor tokens, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var bias = q_bias is null ? null : cat([q_bias, zeros_like(q_bias), v_bias!]);                      // [3D]
        var temperature = logit_scale.clamp(max: Math.Log(MostScale)).exp();                                // [heads, 1, 1]
        var mixed = AttentionProduct.Of(functional.linear(tokens, qkv.weight, bias), heads, PositionBias(), grid, mask, temperature);
        return proj.call(mixed).MoveToOuterDisposeScope();
    }

    private Tensor PositionBias() // [heads, N, N]
    {
        var table = cpb_mlp.call(relative_coords_table).view(-1, heads);                                    // [(2w-1)(2w-1), heads]
        // Under autocast the network's output is bfloat16, in which sums of many pairs' gradients would lose most of them.
        return RelativePositionBias.Lookup(BiasRange * table.to(logit_scale.dtype).sigmoid(), relative_position_index);
    }

    /// <summary>
    /// sign(o) log2(|o| + 1) / 3 of the row and column offsets o, scaled so that the largest is 8. A window of one token has the
    /// offset 0.
    /// </summary>
    private static Tensor LogOffsets(int window, int pretrainedWindow) // [1, 2w-1, 2w-1, 2]
    {
        using var scope = NewDisposeScope();
        // The official 0 / 0 makes a 1 x 1 stage NaN.
        var largest = Math.Max(1, (pretrainedWindow > 0 ? pretrainedWindow : window) - 1);
        int span = 2 * window - 1;
        var offsets = arange(-(window - 1), window, ScalarType.Float32);
        var pairs = stack([offsets.unsqueeze(1).expand(span, span), offsets.unsqueeze(0).expand(span, span)], -1).unsqueeze(0);
        var scaled = pairs / largest * 8;
        return (scaled.sign() * (scaled.abs() + 1).log2() / Math.Log2(8)).MoveToOuterDisposeScope();
    }
}
