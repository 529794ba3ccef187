using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Each patch as the token that a <see cref="DiscreteVae"/> gives it in the clean image (BEiT, Bao et al. 2021; SimMIM table 5):
/// one softmax over the tokens for each patch.
/// </summary>
/// <param name="grid">The pixels of a patch as the tokenizer sees them.</param>
/// <param name="tokenizer">The trained tokenizer; disposed with the target. It is no part of the model that trains.</param>
public sealed class VisualTokens(PatchGrid grid, DiscreteVae tokenizer) : IPredictionTarget
{
    private Device? place;

    /// <inheritdoc/>
    public int Outputs => tokenizer.Config.Tokens;

    /// <inheritdoc/>
    public int Places => 1;

    /// <inheritdoc/>
    public int ErrorsPerPlace => 1;

    /// <summary>The tokens [B, L, 1] of patches [B, L, C p p].</summary>
    public Tensor Truth(Tensor patches)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Place(patches.device);
        return tokenizer.Tokens(grid.Shrink(patches).to(ScalarType.Float32)).unsqueeze(-1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Errors(Tensor predicted, Tensor truth) => ClassErrors.Of(predicted, truth, Outputs);

    /// <summary>The decoder's picture of the most likely tokens.</summary>
    public Tensor Picture(Tensor predicted)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Place(predicted.device);
        return grid.Enlarge(tokenizer.Show(predicted.argmax(-1), ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => tokenizer.Dispose();

    private void Place(Device device)
    {
        if (place == device) return;
        tokenizer.to(device);
        place = device;
    }
}
