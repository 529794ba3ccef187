using MimLab.Models;

namespace MimLab.Tests;

/// <summary>
/// Settings of the smallest models that still have two blocks, heads to tell apart, and 16 patches of 48 numbers.
/// </summary>
internal static class TinyModel
{
    /// <summary>SimMIM's vision transformer.</summary>
    public static ModelSettings Vit => new() { Size = "ViT-T", ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 };

    /// <summary>MAE with a decoder of one block.</summary>
    public static ModelSettings Mae => Vit with
    {
        Method = "mae", AbsolutePositions = true, RelativePositions = "none", LayerScale = null,
        Head = "decoder", HeadWidth = 16, HeadDepth = 1, HeadHeads = 2, Loss = "l2",
    };
}
