using System.Globalization;

namespace MimLab.Masking;

/// <summary>
/// Keeps one cell of every 2 x 2: MAE's grid-wise sampling (section 4.1, Table 1f, Figure 6). Every hidden cell lies next to a
/// visible one, so that the task is easy: pictures come out sharper, and features are worth less.
/// <para>Differs from the paper: it does not say which cell of the four is kept, and no code was released. Here each image draws
/// one of the four, the same all over the image; always the same one would leave three quarters of the positions unknown to an
/// encoder of kept patches.</para>
/// </summary>
public sealed class GridMask : IMaskStrategy
{
    /// <summary>The share that is hidden; there is no other.</summary>
    public const double Ratio = 0.75;

    private const int Stride = 2;
    private readonly CellGrid grid;

    /// <summary>A regular grid.</summary>
    /// <param name="imageSize">Side of the image in pixels.</param>
    /// <param name="tokenSize">Side of a token in pixels.</param>
    /// <param name="cellSize">
    /// Side of a cell in pixels, a multiple of <paramref name="tokenSize"/>; an even number of them makes a side.
    /// </param>
    /// <exception cref="UserError">A size does not divide the other, or the cells of a side are odd in number.</exception>
    public GridMask(int imageSize, int tokenSize, int cellSize)
    {
        grid = new CellGrid(imageSize, tokenSize, cellSize);
        if (grid.Cells % Stride != 0)
            throw new UserError($"A grid mask keeps one cell of every 2 x 2, but cellSize {cellSize} makes {grid.Cells} cells a side of {imageSize} px: choose one that makes an even number.");
        Name = string.Create(CultureInfo.InvariantCulture, $"grid {cellSize} px, {Ratio}");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int GridSize => grid.Tokens;

    /// <inheritdoc/>
    public int? MaskedCount => (grid.CellCount - grid.CellCount / (Stride * Stride)) * grid.TokensPerCell;

    /// <inheritdoc/>
    public void Draw(ref SampleRandom random, Span<byte> mask)
    {
        grid.Check(mask);
        Span<byte> cells = grid.CellCount <= 4096 ? stackalloc byte[grid.CellCount] : new byte[grid.CellCount];
        cells.Fill(1);
        var kept = random.NextInt(Stride * Stride);
        for (var row = kept / Stride; row < grid.Cells; row += Stride)
            for (var column = kept % Stride; column < grid.Cells; column += Stride) cells[row * grid.Cells + column] = 0;
        grid.Spread(cells, mask);
    }
}
