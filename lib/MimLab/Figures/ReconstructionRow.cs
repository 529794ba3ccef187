namespace MimLab.Figures;

/// <summary>One image of a reconstruction grid.</summary>
/// <param name="Original">The image.</param>
/// <param name="Mask">[GridSize x GridSize] row by row, 1 = hidden.</param>
/// <param name="GridSize">Tokens on a side.</param>
/// <param name="Reconstruction">What the model predicts, the whole image.</param>
public sealed record ReconstructionRow(Raster Original, byte[] Mask, int GridSize, Raster Reconstruction);
