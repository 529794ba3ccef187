namespace MimLab.Masking;

/// <summary>
/// Masks are drawn on cells of one or more tokens (SimMIM section 3.2: 32-px cells on a 4-px or 16-px token grid),
/// then spread over the tokens of each cell.
/// </summary>
internal readonly record struct CellGrid
{
    public CellGrid(int imageSize, int tokenSize, int cellSize)
    {
        if (tokenSize <= 0 || imageSize <= 0 || imageSize % tokenSize != 0)
            throw new UserError($"The token size of a mask must divide the image size, but {imageSize} px is not a multiple of {tokenSize} px.");
        if (cellSize <= 0 || cellSize % tokenSize != 0)
            throw new UserError($"cellSize of a mask must be a multiple of the token size of {tokenSize} px, but it is {cellSize}.");
        if (imageSize % cellSize != 0)
            throw new UserError($"cellSize of a mask must divide the image size of {imageSize} px, but it is {cellSize}.");
        Tokens = imageSize / tokenSize;
        Cells = imageSize / cellSize;
    }

    /// <summary>Tokens per side.</summary>
    public int Tokens { get; }

    /// <summary>Cells per side.</summary>
    public int Cells { get; }

    public int CellCount => Cells * Cells;

    public int TokensPerCell => Tokens / Cells * (Tokens / Cells);

    /// <summary>
    /// How many cells a ratio hides, rounded up: ceil(n r) as in SimMIM's data loader, so that 0.6 of 36 cells is 22.
    /// </summary>
    public int CeilingOf(double ratio)
    {
        CheckRatio(ratio);
        // 100 * 0.07 is 7.000000000000001 in binary: without the guard it would hide 8 cells.
        return (int)Math.Ceiling(CellCount * ratio - 1e-9 * CellCount);
    }

    /// <summary>How many cells a ratio hides, rounded down, with the same guard.</summary>
    public int FloorOf(double ratio)
    {
        CheckRatio(ratio);
        return (int)Math.Floor(CellCount * ratio + 1e-9 * CellCount);
    }

    /// <summary>Copies a mask over cells to the tokens of each cell.</summary>
    public void Spread(ReadOnlySpan<byte> cells, Span<byte> tokens)
    {
        var scale = Tokens / Cells;
        for (var row = 0; row < Tokens; row++)
            for (var column = 0; column < Tokens; column++)
                tokens[row * Tokens + column] = cells[row / scale * Cells + column / scale];
    }

    /// <summary>Refuses what is no share of the cells.</summary>
    public static void CheckRatio(double ratio)
    {
        if (!(ratio >= 0 && ratio <= 1)) throw new UserError($"ratio of a mask must lie between 0 and 1, but it is {ratio}.");
    }

    /// <summary>Refuses a buffer that is not one byte for each token.</summary>
    public void Check(Span<byte> mask)
    {
        if (mask.Length != Tokens * Tokens)
            throw new ArgumentException($"A mask over {Tokens} x {Tokens} tokens needs {Tokens * Tokens} bytes, but the buffer has {mask.Length}.", nameof(mask));
    }
}
