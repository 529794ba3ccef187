using MimLab.Backbones;
using MimLab.Heads;
using MimLab.Targets;

namespace MimLab.Models;

/// <summary>
/// The shape of a <see cref="Mae"/> or <see cref="Mff"/> model. The defaults are MAE's ViT-B (appendix A.1), with normalised
/// pixels.
/// </summary>
public sealed record MaeConfig
{
    /// <summary>
    /// The encoder; positions, biases and initial weights are set to MAE's by <see cref="EncoderOf"/>. With a mask token it sees
    /// all patches, hidden ones as that token (Table 1c), and the decoder has none of its own.
    /// </summary>
    public VisionTransformerConfig Encoder { get; init; } = EncoderOf(new());

    /// <summary>The decoder; MAE's has 8 blocks of width 512 with 16 heads.</summary>
    public HeadConfig Decoder { get; init; } = new() { Kind = "decoder", Width = 512, Depth = 8, Heads = 16 };

    /// <summary>Whether the predicted pixels are normalised patch by patch.</summary>
    public bool NormalisedPatches { get; init; } = true;

    /// <summary>What is predicted in place of pixels: components or tokens of patches (Table 1d); null for pixels.</summary>
    public TargetConfig? Target { get; init; }

    /// <summary>MFF: the blocks, counted from 0, whose outputs are fused; empty for plain MAE.</summary>
    public IReadOnlyList<int> FusedBlocks { get; init; } = [];

    /// <summary>Whether the encoder sees the kept patches alone, as in MAE, or mask tokens as well.</summary>
    public bool SeesKeptAlone => !Encoder.MaskToken;

    /// <summary>L, patches of an image.</summary>
    public int Patches => Encoder.GridSize * Encoder.GridSize;

    /// <summary>Numbers predicted for each patch.</summary>
    public int Outputs => Target?.Outputs(Encoder.Channels, Encoder.ImageSize, Encoder.PatchSize) ?? Encoder.Channels * Encoder.PatchSize * Encoder.PatchSize;

    /// <summary>
    /// A shape with what MAE's encoder has: fixed positions, a bias of keys, Xavier-uniform weights; no relative positions, layer
    /// scale or mask token.
    /// </summary>
    public static VisionTransformerConfig EncoderOf(VisionTransformerConfig shape) => shape with
    {
        AbsolutePositions = true,
        FixedPositions = true,
        SharedPositionBias = false,
        BlockPositionBias = false,
        LayerScale = null,
        KeyBias = true,
        MaskToken = false,
        XavierInitial = true,
    };

    /// <summary>
    /// The blocks that MFF fuses where nobody says: every other one from the first, and the last. With 12 blocks these are the
    /// released 0, 2, 4, 6, 8 and 11.
    /// </summary>
    public static IReadOnlyList<int> UsualFusion(int depth) => [.. Enumerable.Range(0, depth - 1).Where(block => block % 2 == 0 && block < Math.Max(1, depth - 2)), depth - 1];

    /// <summary>Checks that the numbers fit together.</summary>
    /// <exception cref="UserError">One does not; the message names it.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Decoder.Validate();
        if (Encoder.Width % 4 != 0) throw new UserError($"width must be a multiple of 4 for fixed positions, but it is {Encoder.Width}.");
        if (FusedBlocks.Count > 0 && !SeesKeptAlone) throw new UserError("model.encoderMaskToken is true, but MFF's encoder sees the kept patches alone: set it to false, or model.method to mae.");
        if (FusedBlocks.Zip(FusedBlocks.Skip(1)).Any(pair => pair.First >= pair.Second) || FusedBlocks.Any(block => block < 0 || block >= Encoder.Depth))
            throw new UserError($"model.fusedBlocks must rise from 0 to at most {Encoder.Depth - 1} for {Encoder.Depth} blocks, but it is [{string.Join(", ", FusedBlocks)}].");
    }
}
