using MimLab.Backbones;
using MimLab.Heads;
using MimLab.Targets;

namespace MimLab.Models;

/// <summary>The shape of a <see cref="SimMim"/> model.</summary>
public sealed record SimMimConfig
{
    /// <summary>The encoder; its mask token is switched on by the model.</summary>
    public EncoderConfig Encoder { get; init; } = new VisionTransformerConfig();

    /// <summary>What predicts the target from the encoder's tokens.</summary>
    public HeadConfig Head { get; init; } = new();

    /// <summary>What is predicted, and how it is scored.</summary>
    public TargetConfig Target { get; init; } = new();

    /// <summary>The tokens that the head sees: all of the encoder's output.</summary>
    public int Tokens => Encoder.OutputTokens;

    /// <summary>Numbers that the head predicts from one token: for all the patches that it stands for.</summary>
    public int Outputs => PatchesPerToken * Target.Outputs(Encoder.Channels, Encoder.ImageSize, Encoder.TokenSize);

    /// <summary>Patches that a token at the encoder's output stands for: one of a ViT, 64 of a Swin transformer.</summary>
    public int PatchesPerToken => Encoder.OutputSize / Encoder.TokenSize * (Encoder.OutputSize / Encoder.TokenSize);
}
