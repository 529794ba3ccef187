using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Weights;

/// <summary>Positions learned at one image size carried over to another, as the official fine-tuning codes do.</summary>
public static class PositionTables
{
    // A spline's work grows with the cube of its points: a damaged file shall not take hours. It is far above any window or grid
    // in use.
    private const int MostOffsets = 1023;

    /// <summary>
    /// Absolute position embeddings at another grid: bicubic between the centres of the patches (not aligned to the corners), as
    /// in MAE's and timm's code. The class token, where there is one, keeps its own.
    /// </summary>
    /// <param name="positions">[1, g g, D], or one token more in front</param>
    /// <param name="tokens">Tokens of the other model, the class token included where there is one.</param>
    /// <returns>[1, tokens, D] in float32, or null where one of the two is not a square grid. Dispose it.</returns>
    public static Tensor? ResizeAbsolute(Tensor positions, long tokens)
    {
        var extra = Side(tokens) is null ? 1 : 0;
        if (positions.shape is not [1, var old, var width and > 0] || Side(old - extra) is not { } from || Side(tokens - extra) is not { } to) return null;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var given = positions.to(ScalarType.Float32);
        var grid = given.narrow(1, extra, from * from).reshape(1, from, from, width).permute(0, 3, 1, 2);      // [1, D, g, g]
        var resized = functional.interpolate(grid, size: [to, to], mode: InterpolationMode.Bicubic, align_corners: false)
            .permute(0, 2, 3, 1).reshape(1, to * to, width);                                                   // [1, g' g', D]
        return cat([given.narrow(1, 0, extra), resized], 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A table of relative position biases at another grid or window, as in SimMIM's code: the old offsets are spread over the
    /// new range in steps that grow from the centre as a geometric progression, and a bicubic spline through them is read at the
    /// new whole offsets. Near offsets so keep about their meaning, which plain stretching would change.
    /// </summary>
    /// <param name="table">
    /// [(2 g - 1)^2, heads], or 3 rows more at the end, which stay as they are, where there is a class token.
    /// </param>
    /// <param name="rows">Rows of the other model's table.</param>
    /// <returns>
    /// [rows, heads] in float32, or null where a table is not of a square grid or has fewer than 4 or more than 1,023 offsets per
    /// side. Dispose it.
    /// </returns>
    public static Tensor? ResizeRelative(Tensor table, long rows)
    {
        var extra = Side(rows) is null ? 3 : 0;
        if (table.shape is not [var old, var heads and > 0] || Side(old - extra) is not { } from || Side(rows - extra) is not { } to) return null;
        if (from < GridSpline.FewestPoints || from > MostOffsets || to > MostOffsets || from % 2 == 0 || to % 2 == 0) return null;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var given = table.to(ScalarType.Float32);
        var wanted = Enumerable.Range(0, (int)to).Select(index => index - (double)(to / 2)).ToArray();
        var matrix = GridSpline.Matrix(Offsets((int)from, (int)to), wanted);
        var spline = tensor(matrix.Cast<double>().ToArray(), [to, from]);                                      // [to, from]
        var grid = given.narrow(0, 0, from * from).t().to(ScalarType.Float64).reshape(heads, from, from);      // [heads, from, from]
        var resized = spline.matmul(grid).matmul(spline.t()).to(ScalarType.Float32);                           // [heads, to, to]
        return cat([resized.reshape(heads, to * to).t(), given.narrow(0, from * from, extra)], 0).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Where the old offsets come to lie: 0, and sums of 1, q, q^2, ... to both sides, q such that the ends meet.
    /// </summary>
    private static double[] Offsets(int from, int to)
    {
        double low = 1.01, high = 1.5, ratio = low;
        while (high - low > 1e-6)
        {
            ratio = (low + high) / 2;
            if ((1 - Math.Pow(ratio, from / 2)) / (1 - ratio) > to / 2) high = ratio;
            else low = ratio;
        }
        var offsets = new double[from];
        var sum = 1.0;
        for (var index = 0; index < from / 2; index++)
        {
            offsets[from / 2 + 1 + index] = sum;
            offsets[from / 2 - 1 - index] = -sum;
            sum += Math.Pow(ratio, index + 1);
        }
        return offsets;
    }

    private static long? Side(long count)
    {
        var side = (long)Math.Round(Math.Sqrt(Math.Max(count, 0)));
        return side > 0 && side * side == count ? side : null;
    }
}
