using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>
/// What an encoder computed on the way: for intermediate-layer probes, attention maps and comparisons with other code.
/// </summary>
public sealed class EncoderTrace : IDisposable
{
    /// <summary>
    /// Patch tokens before masking and positions [B, L, D], normalised where the encoder's patch embedding ends in a norm.
    /// </summary>
    public required Tensor PatchTokens { get; init; }

    /// <summary>
    /// The output of each block in order, class token first where there is one [B, 1 + L, D]; of Swin blocks in the size of their
    /// stage.
    /// </summary>
    public required IReadOnlyList<Tensor> Blocks { get; init; }

    /// <summary>The attention weights of each block [B, heads, 1 + L, 1 + L]; empty unless asked for.</summary>
    public required IReadOnlyList<Tensor> Attention { get; init; }

    /// <summary>What each stage hands to the next, its tokens merged [B, L, D]; empty for an encoder of one stage.</summary>
    public IReadOnlyList<Tensor> Stages { get; init; } = [];

    /// <summary>All tokens after the final norm [B, 1 + L, D].</summary>
    public required Tensor Output { get; init; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        PatchTokens.Dispose();
        foreach (var tokens in Blocks) tokens.Dispose();
        foreach (var weights in Attention) weights.Dispose();
        foreach (var tokens in Stages) tokens.Dispose();
        Output.Dispose();
    }
}
