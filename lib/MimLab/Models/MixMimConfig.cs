using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>The shape of a <see cref="MixMim"/> model. The defaults are those of the released pre-training of MixMIM-B.</summary>
public sealed record MixMimConfig
{
    /// <summary>The encoder.</summary>
    public MixMimTransformerConfig Encoder { get; init; } = new();

    /// <summary>Length of a token in the decoder, a multiple of 4.</summary>
    public int DecoderWidth { get; init; } = 512;

    /// <summary>Blocks of the decoder; none is allowed.</summary>
    public int DecoderDepth { get; init; } = 8;

    /// <summary>Attention heads of the decoder; divide <see cref="DecoderWidth"/>.</summary>
    public int DecoderHeads { get; init; } = 16;

    /// <summary>
    /// Whether both images of a mixture are reconstructed. Otherwise, in an ablation, only the one that the mixture was made for
    /// is, and the loss counts its hidden patches alone.
    /// </summary>
    public bool DualReconstruction { get; init; } = true;

    /// <summary>Hidden width of the decoder's perceptrons over <see cref="DecoderWidth"/>.</summary>
    public double DecoderMlpRatio { get; init; } = 4;

    /// <summary>Whether queries, keys and values of the decoder have a bias.</summary>
    public bool DecoderQkvBias { get; init; } = true;

    /// <summary>Whether the target is each patch's pixels less their mean, over their standard deviation.</summary>
    public bool NormalisedPixels { get; init; } = true;

    /// <summary>Hidden width of the decoder's perceptrons.</summary>
    public int DecoderHiddenWidth => (int)(DecoderWidth * DecoderMlpRatio);

    /// <summary>Numbers that the decoder predicts for each token of the encoder's output: all pixels it stands for.</summary>
    public int Outputs => Encoder.Channels * Encoder.OutputSize * Encoder.OutputSize;

    /// <summary>Tokens of the encoder's output.</summary>
    public int Tokens => Encoder.OutputTokens;

    /// <summary>Checks that the numbers fit together.</summary>
    /// <exception cref="UserError">One does not; the message names it.</exception>
    public void Validate()
    {
        Encoder.Validate();
        if (DecoderWidth is <= 0 or > 65_536 || DecoderWidth % 4 != 0)
            throw new UserError($"decoderWidth must be a multiple of 4 from 4 to 65536, for its sine-cosine positions, but it is {DecoderWidth}.");
        if (DualReconstruction && Encoder.MaskToken)
            throw new UserError("A mask token instead of the partner leaves one image to reconstruct: switch dual reconstruction off with it.");
        if (DecoderDepth is < 0 or > 1_000) throw new UserError($"decoderDepth must lie from 0 to 1000, but it is {DecoderDepth}.");
        if (DecoderHeads <= 0 || DecoderWidth % DecoderHeads != 0)
            throw new UserError($"decoderHeads must divide decoderWidth of {DecoderWidth}, but it is {DecoderHeads}.");
        if (!(DecoderMlpRatio > 0 && DecoderMlpRatio <= 1_000)) throw new UserError($"decoderMlpRatio must lie above 0, up to 1000, but it is {DecoderMlpRatio}.");
    }
}
