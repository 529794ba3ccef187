using static TorchSharp.torch;

namespace MimLab.Layers;

/// <summary>
/// Fixed positions of a square grid (MAE appendix A.1, after Vaswani et al. 2017): the first half of a token tells its column,
/// the second its row, each as sines and then cosines of width / 4 wavelengths from 2 pi to nearly 10,000 times that.
/// </summary>
public static class SinCosPositions
{
    /// <summary>The positions of all tokens, row by row; computed in float64.</summary>
    /// <param name="gridSize">Tokens per side.</param>
    /// <param name="width">D, a multiple of 4.</param>
    /// <returns>[1, L, D], float32</returns>
    /// <exception cref="UserError">The width is no multiple of 4.</exception>
    public static Tensor Grid(int gridSize, int width)
    {
        if (width <= 0 || width % 4 != 0) throw new UserError($"Sine-cosine positions need a width that is a multiple of 4, but it is {width}.");
        var quarter = width / 4;
        var values = new float[(long)gridSize * gridSize * width];
        for (var row = 0; row < gridSize; row++)
            for (var column = 0; column < gridSize; column++)
                for (var wave = 0; wave < quarter; wave++)
                {
                    var frequency = 1 / Math.Pow(10_000, wave / (double)quarter);
                    var token = values.AsSpan((row * gridSize + column) * width, width);
                    (token[wave], token[quarter + wave]) = ((float)Math.Sin(column * frequency), (float)Math.Cos(column * frequency));
                    (token[2 * quarter + wave], token[3 * quarter + wave]) = ((float)Math.Sin(row * frequency), (float)Math.Cos(row * frequency));
                }
        return tensor(values, [1L, gridSize * gridSize, width]);
    }

    /// <summary>The same behind a class token, whose own positions are zeros.</summary>
    /// <param name="gridSize">Tokens per side.</param>
    /// <param name="width">D, a multiple of 4.</param>
    /// <returns>[1, 1 + L, D], float32</returns>
    /// <exception cref="UserError">The width is no multiple of 4.</exception>
    public static Tensor GridWithClass(int gridSize, int width)
    {
        using var scope = NewDisposeScope();
        return cat([zeros(1, 1, width), Grid(gridSize, width)], 1).MoveToOuterDisposeScope();
    }
}
