namespace MimLab.Figures;

/// <summary>One image of a reconstruction grid.</summary>
/// <param name="Original">The image.</param>
/// <param name="Mask">[GridSize x GridSize] row by row, 1 = hidden.</param>
/// <param name="GridSize">Tokens on a side.</param>
/// <param name="Reconstruction">What the model predicts, the whole image.</param>
/// <param name="Mixture">What the model sees, where it is another image that hides this one.</param>
public sealed record ReconstructionRow(Raster Original, byte[] Mask, int GridSize, Raster Reconstruction, Raster? Mixture = null)
{
    /// <summary>The mixture, or the image with its hidden places painted over.</summary>
    internal Raster Input => Mixture ?? Original.Hide(Mask, GridSize, Ink.Hidden);

    /// <summary>What to call it.</summary>
    internal string InputCaption => Mixture is null ? "masked" : "mixed";
}
