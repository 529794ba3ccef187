namespace MimLab.Masking;

/// <summary>
/// Hides one square of k x k cells at a random cell position: SimMIM Table 1 "square", a central-region mask made movable
/// (section 4.1.2). No released code exists; the position is uniform over all places where the square fits.
/// </summary>
public sealed class SquareMask : IMaskStrategy
{
    private readonly CellGrid grid;
    private readonly int side;

    /// <summary>A movable square.</summary>
    /// <param name="imageSize">Side of the image in pixels.</param>
    /// <param name="tokenSize">Side of a token in pixels.</param>
    /// <param name="cellSize">Side of a cell in pixels, a multiple of <paramref name="tokenSize"/>.</param>
    /// <param name="cellsPerSide">Side of the square in cells, from 1 to the cells per side of the image.</param>
    /// <exception cref="UserError">A size does not divide the other, or the square does not fit the image.</exception>
    public SquareMask(int imageSize, int tokenSize, int cellSize, int cellsPerSide)
    {
        grid = new CellGrid(imageSize, tokenSize, cellSize);
        if (cellsPerSide < 1 || cellsPerSide > grid.Cells)
            throw new UserError($"cellsPerSide of a square mask must lie between 1 and {grid.Cells}, but it is {cellsPerSide}.");
        side = cellsPerSide;
        Name = $"square {cellSize} px, {cellsPerSide} x {cellsPerSide}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int GridSize => grid.Tokens;

    /// <inheritdoc/>
    public int? MaskedCount => side * side * grid.TokensPerCell;

    /// <inheritdoc/>
    public void Draw(ref SampleRandom random, Span<byte> mask)
    {
        grid.Check(mask);
        var scale = grid.Tokens / grid.Cells;
        var top = random.NextInt(grid.Cells - side + 1) * scale;
        var left = random.NextInt(grid.Cells - side + 1) * scale;
        mask.Clear();
        for (var row = top; row < top + side * scale; row++) mask.Slice(row * grid.Tokens + left, side * scale).Fill(1);
    }
}
