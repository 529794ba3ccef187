using System.Globalization;

namespace MimLab.Masking;

/// <summary>
/// Hides a share r of the n cells, every set of that size being equally likely: SimMIM's masking (section 3.2, Table 1 "random"),
/// and with other roundings MAE's and MixMIM's, see <see cref="MaskRounding"/>.
/// </summary>
public sealed class RandomMask : IMaskStrategy
{
    private readonly CellGrid grid;
    private readonly int maskedCells;

    /// <summary>Random cells.</summary>
    /// <param name="imageSize">Side of the image in pixels, a multiple of <paramref name="cellSize"/>.</param>
    /// <param name="tokenSize">Side of a token in pixels (the patch size of a ViT, 4 for Swin).</param>
    /// <param name="cellSize">Side of a cell in pixels, a multiple of <paramref name="tokenSize"/>.</param>
    /// <param name="ratio">Share of the cells that is hidden, 0 to 1.</param>
    /// <param name="rounding">How it becomes a whole number of cells.</param>
    /// <exception cref="UserError">A size does not divide the other, or the ratio is outside 0 to 1.</exception>
    public RandomMask(int imageSize, int tokenSize, int cellSize, double ratio, MaskRounding rounding = MaskRounding.HiddenUp)
    {
        grid = new CellGrid(imageSize, tokenSize, cellSize);
        CellGrid.CheckRatio(ratio);
        (maskedCells, var name) = rounding switch
        {
            MaskRounding.KeptDown => (grid.CellCount - (int)(grid.CellCount * (1 - ratio)), "random-kept"),
            MaskRounding.HiddenDown => ((int)(grid.CellCount * ratio), "random-floor"),
            _ => (grid.CeilingOf(ratio), "random"),
        };
        Name = string.Create(CultureInfo.InvariantCulture, $"{name} {cellSize} px, {ratio}");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int GridSize => grid.Tokens;

    /// <inheritdoc/>
    public int? MaskedCount => maskedCells * grid.TokensPerCell;

    /// <inheritdoc/>
    public void Draw(ref SampleRandom random, Span<byte> mask)
    {
        grid.Check(mask);
        Span<byte> cells = grid.CellCount <= 4096 ? stackalloc byte[grid.CellCount] : new byte[grid.CellCount];
        cells.Clear();
        // Floyd's sampling: a uniform subset of exactly the wanted size, with one draw for each member.
        for (var last = grid.CellCount - maskedCells; last < grid.CellCount; last++)
        {
            var pick = random.NextInt(last + 1);
            cells[cells[pick] == 0 ? pick : last] = 1;
        }
        grid.Spread(cells, mask);
    }
}
