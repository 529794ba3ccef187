using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Raw pixels (SimMIM section 3.4), at the input's resolution or a lower one (section 4.1.4). With L1 on hidden pixels the loss
/// is the sum of |x - y| over hidden pixels and colours, divided by (hidden pixels + 1e-5) and by the colours.
/// </summary>
/// <param name="grid">The pixels of a patch.</param>
/// <param name="error">How a difference counts.</param>
/// <param name="beta">Where smooth L1 turns from a square to a line, in units of the normalised pixels.</param>
/// <param name="window">
/// Side of the window over which pixels are normalised first (<see cref="LocalNormalisation"/>), or null for none.
/// </param>
public sealed class PixelTarget(PatchGrid grid, PixelError error = PixelError.L1, double beta = 1, int? window = null) : IPredictionTarget
{
    /// <inheritdoc/>
    public int Outputs => grid.Channels * grid.Pixels;

    /// <inheritdoc/>
    public int Places => grid.Pixels;

    /// <inheritdoc/>
    public int ErrorsPerPlace => grid.Channels;

    /// <inheritdoc/>
    public Tensor Truth(Tensor patches)
    {
        if (window is not { } side) return grid.Shrink(patches);
        using var scope = NewDisposeScope();
        var images = PatchEmbedding.Paste(patches, grid.Channels, grid.PatchSize);
        return grid.Shrink(PatchEmbedding.Cut(LocalNormalisation.Of(images, side), grid.Channels, grid.PatchSize)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Errors(Tensor predicted, Tensor truth) => error switch        // of [B, L, C q q] each
    {
        PixelError.L1 => Engine.AbsoluteErrors(predicted, truth),
        PixelError.L2 => Engine.SquaredErrors(predicted, truth),
        _ => Smooth((truth - predicted).abs()).sum(-1),
    };

    /// <summary>
    /// The predicted pixels; with a window in its units, as the released code shows them: nobody knows the mean of a hidden
    /// window.
    /// </summary>
    public Tensor Picture(Tensor predicted) => grid.Enlarge(predicted);

    /// <summary>Nothing to free.</summary>
    public void Dispose() { }

    private Tensor Smooth(Tensor distance)
    {
        var near = distance.clamp(max: beta);                                   // min(d, beta)
        return near * (distance - 0.5 * near) / beta;                           // d^2 / 2 beta, or d - beta / 2
    }
}
