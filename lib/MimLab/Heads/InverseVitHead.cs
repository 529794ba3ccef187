using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// The heavy head for a vision transformer: a transformer of its own over all tokens, hidden ones included, then a linear layer
/// to the outputs. It stands for the inverse Swin-T and Swin-B of SimMIM's Table 2, which mirror whole hierarchical encoders; a
/// plain vision transformer keeps one resolution throughout, so that its mirror image is another stack of the same blocks.
/// <para>Not in the paper, and chosen here: learned positions, no layer scale, no class token, the encoder's
/// initialisation.</para>
/// </summary>
public sealed class InverseVitHead : Module<Tensor, Tensor>
{
    private const double NormEpsilon = 1e-6;
    private const double InitialCut = 1; // standard deviations, as in the encoder

    private readonly Linear? embed;        // absent where the widths are equal
    private readonly Parameter pos_embed;  // [1, L, W]
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear pred;

    /// <summary>A new head.</summary>
    /// <param name="config">Width W, depth and attention heads.</param>
    /// <param name="encoderWidth">D, the width of the encoder's tokens.</param>
    /// <param name="tokens">L, the patches of an image.</param>
    /// <param name="outputs">Numbers predicted for each patch.</param>
    public InverseVitHead(HeadConfig config, int encoderWidth, int tokens, int outputs) : base(nameof(InverseVitHead))
    {
        var width = config.Width;
        if (width != encoderWidth) embed = Linear(encoderWidth, width);
        pos_embed = new Parameter(zeros(1, tokens, width));
        blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.Depth).Select(_ => NewBlock(config))]);
        norm = LayerNorm(width, NormEpsilon);
        pred = Linear(width, outputs);
        RegisterComponents();
        Reset();
    }

    /// <summary>[B, L, D] to [B, L, outputs].</summary>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var tokens = (embed is null ? features : embed.call(features)) + pos_embed; // [B, L, W]
        foreach (var block in blocks)
        {
            var next = block.call(tokens);
            tokens.Dispose();
            tokens = next;
        }
        return pred.call(norm.call(tokens)).MoveToOuterDisposeScope();
    }

    private static TransformerBlock NewBlock(HeadConfig config) =>
        new(config.Width, new Attention(config.Width, config.Heads), new Mlp(config.Width, config.HiddenWidth), layerScale: null, dropPath: 0, NormEpsilon);

    private void Reset()
    {
        Initialization.Reset(this, InitialCut);
        using var frozen = no_grad();
        Initialization.TruncatedNormal(pos_embed, InitialCut);
        for (var index = 0; index < blocks.Count; index++) blocks[index].ScaleDown(index + 1);
    }
}
