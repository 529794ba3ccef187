using System.Globalization;

namespace MimLab.Masking;

/// <summary>The <c>mask</c> section of a recipe: which strategy hides what share of the image.</summary>
public sealed record MaskSettings
{
    /// <summary>
    /// <c>random</c> (SimMIM), <c>random-kept</c> (MAE: the kept cells are counted, rounded down), <c>random-floor</c> (MixMIM:
    /// the hidden ones, rounded down), <c>blockwise</c>, <c>grid</c> or <c>square</c>.
    /// </summary>
    public string Strategy { get; init; } = "random";

    /// <summary>Side of a mask cell in pixels, a multiple of the token size; 0 means one token.</summary>
    public int CellSize { get; init; } = 32;

    /// <summary>
    /// Share of the cells that is hidden, 0 to 1, for the three random strategies and <c>blockwise</c>; 0.75 for <c>grid</c>,
    /// which knows no other.
    /// </summary>
    public double Ratio { get; init; } = 0.6;

    /// <summary>Smallest rectangle of <c>blockwise</c> in cells.</summary>
    public int MinimumCells { get; init; } = 4;

    /// <summary>Side of the square in cells, for <c>square</c>.</summary>
    public int CellsPerSide { get; init; } = 3;

    /// <summary>
    /// The strategy for images of <paramref name="imageSize"/> px seen as tokens of <paramref name="tokenSize"/> px.
    /// </summary>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public IMaskStrategy Create(int imageSize, int tokenSize)
    {
        var cellSize = CellSize == 0 ? tokenSize : CellSize;
        return Strategy switch
        {
            "random" => new RandomMask(imageSize, tokenSize, cellSize, Ratio),
            "random-kept" => new RandomMask(imageSize, tokenSize, cellSize, Ratio, MaskRounding.KeptDown),
            "random-floor" => new RandomMask(imageSize, tokenSize, cellSize, Ratio, MaskRounding.HiddenDown),
            "blockwise" => new BlockwiseMask(imageSize, tokenSize, cellSize, Ratio, MinimumCells),
            "grid" => Ratio == GridMask.Ratio ? new GridMask(imageSize, tokenSize, cellSize)
                : throw new UserError(string.Create(CultureInfo.InvariantCulture, $"mask.strategy grid keeps one cell of every 2 x 2, but mask.ratio is {Ratio}: set it to {GridMask.Ratio}.")),
            "square" => new SquareMask(imageSize, tokenSize, cellSize, CellsPerSide),
            _ => throw new UserError($"mask.strategy must be random, random-kept, random-floor, blockwise, grid or square, but it is \"{Strategy}\"."),
        };
    }
}
