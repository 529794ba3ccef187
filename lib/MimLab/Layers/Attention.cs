using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Multi-head self-attention as in BEiT and SimMIM's ViT: queries and values have a bias, keys none unless asked for (a
/// key bias changes nothing after the softmax), and the logits may get a relative position bias of this layer, a shared one, or both.
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
    private readonly double attentionDropout;
    private readonly double dropout;

    /// <summary>Attention over tokens of <paramref name="width"/>.</summary>
    /// <param name="width">D, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="qkvBias">Whether queries and values have a bias.</param>
    /// <param name="gridSize">Patches per side for a relative position bias of this layer's own, or null for none.</param>
    /// <param name="attentionDropout">Share of attention weights dropped in training.</param>
    /// <param name="dropout">Share of outputs dropped in training.</param>
    /// <param name="keyBias">Whether keys have a bias too: then one <c>qkv.bias</c> serves all three, as in ViT, MAE and MFF.</param>
    public Attention(
        int width, int heads, bool qkvBias = true, int? gridSize = null, double attentionDropout = 0, double dropout = 0, bool keyBias = false)
        : base(nameof(Attention))
    {
        this.heads = heads;
        this.attentionDropout = attentionDropout;
        this.dropout = dropout;
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
    public override Tensor forward(Tensor x) => Attend(x, null, null).Output;

    /// <summary>Attention with everything a block may add to it.</summary>
    /// <param name="x">[B, N, D]</param>
    /// <param name="sharedBias">Relative position bias shared by all layers [heads, N, N], or null.</param>
    /// <param name="outputScale">Layer scale [D], or null.</param>
    /// <returns>The output [B, N, D] and the attention weights [B heads, N, N].</returns>
    public (Tensor Output, Tensor Weights) Attend(Tensor x, Tensor? sharedBias, Tensor? outputScale)
    {
        long batch = x.size(0), tokens = x.size(1), width = x.size(2), headWidth = width / heads;
        var bias = q_bias is null ? qkv.bias : cat([q_bias, zeros_like(q_bias), v_bias!]);  // [3D]
        // One copy into head-major order makes every product below a plain batched one.
        var qkvHeads = functional.linear(x, qkv.weight, bias)                           // [B, N, 3D]
            .view(batch, tokens, 3, heads, headWidth)
            .permute(2, 0, 3, 1, 4)
            .reshape(3, batch * heads, tokens, headWidth);                              // [3, B heads, N, d]
        var parts = qkvHeads.unbind(0);
        var (q, k, v) = (parts[0], parts[1], parts[2]);

        var weights = Logits(q.bmm(k.transpose(1, 2)), batch, sharedBias, 1 / Math.Sqrt(headWidth))
            .softmax(-1)
            .view(batch * heads, tokens, tokens);                                       // [B heads, N, N]
        var mixed = attentionDropout > 0 ? functional.dropout(weights, attentionDropout, training) : weights;

        var merged = mixed.bmm(v)                                                       // [B heads, N, d]
            .view(batch, heads, tokens, headWidth)
            .transpose(1, 2)
            .reshape(batch, tokens, width);                                             // [B, N, D]
        var output = ScaledLinear.Apply(merged, proj, outputScale);
        return (dropout > 0 ? functional.dropout(output, dropout, training) : output, weights);
    }

    /// <summary>Scales the products of queries and keys [B heads, N, N] and adds the position biases, in one pass where there are any.</summary>
    private Tensor Logits(Tensor products, long batch, Tensor? sharedBias, double scale) // [B, heads, N, N]
    {
        var own = relative_position_bias_table is null ? null
            : RelativePositionBias.Lookup(relative_position_bias_table, relative_position_index!);
        var bias = own is null ? sharedBias : sharedBias is null ? own : own + sharedBias; // [heads, N, N]
        var logits = products.view(batch, heads, products.size(1), products.size(2));
        if (bias is null) return logits * scale;
        // Under autocast the products are bfloat16; mixing in float32 would double the memory of the largest tensor here.
        return torch.add(bias.dtype == logits.dtype ? bias : bias.to(logits.dtype), logits, scale);
    }
}
