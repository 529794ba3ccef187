using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>What an encoder computed on the way: for intermediate-layer probes, attention maps and comparisons with other code.</summary>
public sealed class EncoderTrace : IDisposable
{
    /// <summary>Patch tokens before masking and positions [B, L, D].</summary>
    public required Tensor PatchTokens { get; init; }

    /// <summary>The output of each block in order, class token first [B, 1 + L, D].</summary>
    public required IReadOnlyList<Tensor> Blocks { get; init; }

    /// <summary>The attention weights of each block [B, heads, 1 + L, 1 + L]; empty unless asked for.</summary>
    public required IReadOnlyList<Tensor> Attention { get; init; }

    /// <summary>All tokens after the final norm [B, 1 + L, D].</summary>
    public required Tensor Output { get; init; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        PatchTokens.Dispose();
        foreach (var tokens in Blocks) tokens.Dispose();
        foreach (var weights in Attention) weights.Dispose();
        Output.Dispose();
    }
}
