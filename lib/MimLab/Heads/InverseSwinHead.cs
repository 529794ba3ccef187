using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// The heavy head for a Swin transformer (SimMIM section 4.1.3, Table 2): the mirror image of a Swin transformer. Its stages run
/// from the last to the first; where the original merges four neighbours into one token, a linear layer and a norm unfold one
/// into four; where it cuts patches, a linear layer unfolds each token into its pixels.
/// <para>No code was released. Chosen here: a linear layer from the encoder's width to the last stage's, whatever they are, and
/// tokens that unfold into pixels at the full first width, each pixel then read by one linear layer. So built behind Swin-B, the
/// totals of Table 2 come out: 115.2 million numbers with an inverse Swin-T and 174.8 million with an inverse Swin-B.</para>
/// </summary>
public sealed class InverseSwinHead : Module<Tensor, Tensor>
{
    private const double NormEpsilon = 1e-5;

    private readonly Linear embed;
    private readonly LayerNorm norm;        // the original's last
    private readonly ModuleList<InverseSwinStage> layers;
    private readonly Linear unfold;         // a token to its pixels
    private readonly LayerNorm unfold_norm; // the original's first, behind its patch embedding
    private readonly Linear pred;           // a pixel to its colours
    private readonly int side;              // tokens per side that come in
    private readonly int patches;           // tokens per side in the first stage
    private readonly int pixels;            // pixels per side of a token of the first stage
    private readonly int colours;

    /// <summary>A new head.</summary>
    /// <param name="config">First width, blocks of each stage, heads of the first, window.</param>
    /// <param name="encoderWidth">D, the width of the encoder's tokens.</param>
    /// <param name="tokens">l, the encoder's tokens of an image: a square of them.</param>
    /// <param name="outputs">Numbers predicted for each: its pixels, colour by colour and row by row.</param>
    public InverseSwinHead(HeadConfig config, int encoderWidth, int tokens, int outputs) : base(nameof(InverseSwinHead))
    {
        (side, colours) = ((int)Math.Sqrt(tokens), config.Colours);
        var last = config.Depths.Count - 1;
        patches = side << last;
        pixels = config.PixelsPerPatch(outputs);
        embed = Linear(encoderWidth, config.Width << last);
        norm = LayerNorm(config.Width << last, NormEpsilon);
        layers = new ModuleList<InverseSwinStage>([.. Enumerable.Range(0, last + 1).Reverse().Select(stage => NewStage(config, stage))]);
        unfold = Linear(config.Width, pixels * pixels * config.Width, hasBias: false);
        unfold_norm = LayerNorm(config.Width, NormEpsilon);
        pred = Linear(config.Width, colours);
        RegisterComponents();
        WindowInitialization.Reset(this);
    }

    /// <summary>[B, l, D] to [B, l, outputs].</summary>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var tokens = norm.call(embed.call(features));                                                           // [B, l, W 2^(stages - 1)]
        foreach (var stage in layers) tokens = stage.call(tokens);                                              // [B, L, W]
        var unfolded = unfold_norm.call(InverseSwinStage.Unfold(unfold.call(tokens), patches, pixels));         // [B, (S q) (S q), W]
        var picture = pred.call(unfolded);                                                                      // [B, (S q) (S q), C]
        long factor = (long)patches / side * pixels;                                                            // pixels per side of what comes in
        return picture.view([picture.size(0), side, factor, side, factor, colours])
            .permute(0, 1, 3, 5, 2, 4)                                                                          // as PixelShuffle reads them
            .reshape(picture.size(0), (long)side * side, colours * factor * factor)
            .MoveToOuterDisposeScope();
    }

    private InverseSwinStage NewStage(HeadConfig config, int stage)
    {
        var (width, map) = (config.Width << stage, patches >> stage);
        var blocks = Enumerable.Range(0, config.Depths[stage]).Select(index =>
        {
            var grid = new WindowGrid(map, config.Window, shifted: index % 2 == 1);
            return new SwinBlock(width, grid, new WindowAttention(width, config.Heads << stage, grid), (int)(width * config.MlpRatio), 0, NormEpsilon);
        });
        return new InverseSwinStage([.. blocks], map, width, unfolds: stage > 0, NormEpsilon);
    }
}
