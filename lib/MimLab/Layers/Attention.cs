using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Multi-head self-attention as in BEiT and SimMIM's ViT: queries and values have a bias, keys none unless asked for (a
/// key bias changes nothing after the softmax), and the logits may get a relative position bias of this layer, a shared one, or
/// both.
/// </summary>
public sealed class Attention : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Parameter? q_bias;                       // [D]
    private readonly Parameter? v_bias;                       // [D]
    private readonly Parameter? relative_position_bias_table; // [(2h-1)(2w-1)+3, heads]
    private readonly Tensor? relative_position_index;         // [N, N]
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly int heads;

    /// <summary>Attention over tokens of <paramref name="width"/>.</summary>
    /// <param name="width">D, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="qkvBias">Whether queries and values have a bias.</param>
    /// <param name="gridSize">Patches per side for a relative position bias of this layer's own, or null for none.</param>
    /// <param name="keyBias">
    /// Whether keys have a bias too: then one <c>qkv.bias</c> serves all three, as in ViT, MAE and MFF.
    /// </param>
    public Attention(int width, int heads, bool qkvBias = true, int? gridSize = null, bool keyBias = false) : base(nameof(Attention))
    {
        this.heads = heads;
        if (qkvBias && !keyBias)
        {
            q_bias = new Parameter(zeros(width));
            v_bias = new Parameter(zeros(width));
        }
        if (gridSize is { } grid)
        {
            relative_position_bias_table = new Parameter(zeros(RelativePositionBias.TableRows(grid), heads));
            relative_position_index = RelativePositionBias.PairIndex(grid);
        }
        qkv = Linear(width, 3 * width, hasBias: qkvBias && keyBias);
        proj = Linear(width, width);
        RegisterComponents();
    }

    /// <summary>The last layer, which SimMIM's initialisation scales down with depth.</summary>
    internal Linear Output => proj;

    /// <summary>[B, N, D] to [B, N, D].</summary>
    public override Tensor forward(Tensor x) => Attend(x, null);

    /// <summary>Attention with the position bias of all layers.</summary>
    /// <param name="x">[B, N, D]</param>
    /// <param name="sharedBias">Relative position bias shared by all layers [heads, N, N], or null.</param>
    /// <returns>[B, N, D]</returns>
    public Tensor Attend(Tensor x, Tensor? sharedBias) => proj.call(AttentionProduct.Of(Project(x), heads, Bias(sharedBias)));

    /// <summary>How much each token takes from each, for pictures.</summary>
    /// <returns>[B, heads, N, N]</returns>
    public Tensor Weights(Tensor x, Tensor? sharedBias) => AttentionProduct.Weights(Project(x), heads, Bias(sharedBias));

    private Tensor Project(Tensor x) // queries, keys and values [B, N, 3 D]
    {
        var bias = q_bias is null ? qkv.bias : cat([q_bias, zeros_like(q_bias), v_bias!]);  // [3D]
        return functional.linear(x, qkv.weight, bias);
    }

    private Tensor? Bias(Tensor? shared) // [heads, N, N]
    {
        var own = relative_position_bias_table is null ? null
            : RelativePositionBias.Lookup(relative_position_bias_table, relative_position_index!);
        return own is null ? shared : shared is null ? own : own + shared;
    }
}
