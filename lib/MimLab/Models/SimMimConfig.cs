using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>The shape of a <see cref="SimMim"/> model.</summary>
public sealed record SimMimConfig
{
    /// <summary>The encoder; its mask token is switched on by the model.</summary>
    public VisionTransformerConfig Encoder { get; init; } = new();
}
