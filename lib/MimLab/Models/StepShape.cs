using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>What decides how much a training step keeps for its backward pass.</summary>
/// <param name="Encoder">The encoder, which sees every patch and learns as a whole.</param>
/// <param name="Batch">Images of a forward pass.</param>
/// <param name="Mixed">Whether products run in bfloat16: then at least half as many bytes are kept.</param>
internal sealed record StepShape(EncoderConfig Encoder, int Batch, bool Mixed)
{
    /// <summary>Bytes that are surely kept.</summary>
    public double Bytes => Batch * ActivationMemory.PerImage(Encoder) * (Mixed ? 2 : 4);
}
