using MimLab.Backbones;
using MimLab.Heads;
using MimLab.Targets;

namespace MimLab.Models;

/// <summary>The shape of a <see cref="SimMim"/> model.</summary>
public sealed record SimMimConfig
{
    /// <summary>The encoder; its mask token is switched on by the model.</summary>
    public VisionTransformerConfig Encoder { get; init; } = new();

    /// <summary>What predicts the target from the encoder's tokens.</summary>
    public HeadConfig Head { get; init; } = new();

    /// <summary>What is predicted, and how it is scored.</summary>
    public TargetConfig Target { get; init; } = new();

    /// <summary>L, the tokens that the head sees: all patches of an image.</summary>
    public int Tokens => Encoder.GridSize * Encoder.GridSize;

    /// <summary>Numbers predicted for each patch.</summary>
    public int Outputs => Target.Outputs(Encoder.Channels, Encoder.ImageSize, Encoder.PatchSize);
}
