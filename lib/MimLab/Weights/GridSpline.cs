namespace MimLab.Weights;

/// <summary>
/// Cubic interpolation between points on a line as a matrix: FITPACK's interpolating spline, whose knots are all points but the
/// second and the last but one ("not a knot"). Beyond the ends the value at the end holds.
/// </summary>
internal static class GridSpline
{
    private const int Degree = 3;

    /// <summary>The fewest points that determine such a spline.</summary>
    public const int FewestPoints = Degree + 1;

    /// <summary>
    /// How much each value at <paramref name="points"/> counts at each of the <paramref name="wanted"/> places.
    /// </summary>
    /// <param name="points">Rising, at least <see cref="FewestPoints"/>.</param>
    /// <param name="wanted">Places.</param>
    /// <returns>[wanted, points]</returns>
    public static double[,] Matrix(IReadOnlyList<double> points, IReadOnlyList<double> wanted)
    {
        var count = points.Count;
        double[] knots = [.. Enumerable.Repeat(points[0], Degree + 1), .. points.Skip(2).Take(count - 4), .. Enumerable.Repeat(points[^1], Degree + 1)];
        var coefficients = Inverse(Basis(knots, points)); // [basis, points]
        var basis = Basis(knots, wanted);                 // [wanted, basis]
        var matrix = new double[wanted.Count, count];
        for (var row = 0; row < wanted.Count; row++)
            for (var column = 0; column < count; column++)
                for (var inner = 0; inner < count; inner++)
                    matrix[row, column] += basis[row, inner] * coefficients[inner, column];
        return matrix;
    }

    /// <summary>The value of every B-spline at every place, by de Boor's recursion.</summary>
    private static double[,] Basis(double[] knots, IReadOnlyList<double> places)
    {
        var count = knots.Length - Degree - 1;
        var values = new double[places.Count, count];
        for (var row = 0; row < places.Count; row++)
        {
            var x = Math.Clamp(places[row], knots[0], knots[^1]);
            var interval = Degree;
            while (interval < count - 1 && x >= knots[interval + 1]) interval++;
            var local = new double[Degree + 1];
            local[0] = 1;
            for (var degree = 1; degree <= Degree; degree++)
            {
                var carried = 0.0;
                for (var index = 0; index < degree; index++)
                {
                    double left = knots[interval + 1 - degree + index], right = knots[interval + 1 + index];
                    var share = local[index] / (right - left);
                    local[index] = carried + (right - x) * share;
                    carried = (x - left) * share;
                }
                local[degree] = carried;
            }
            for (var index = 0; index <= Degree; index++) values[row, interval - Degree + index] = local[index];
        }
        return values;
    }

    private static double[,] Inverse(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var inverse = new double[size, size];
        for (var index = 0; index < size; index++) inverse[index, index] = 1;
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < size; row++)
                if (Math.Abs(matrix[row, column]) > Math.Abs(matrix[pivot, column])) pivot = row;
            for (var index = 0; index < size; index++)
            {
                (matrix[column, index], matrix[pivot, index]) = (matrix[pivot, index], matrix[column, index]);
                (inverse[column, index], inverse[pivot, index]) = (inverse[pivot, index], inverse[column, index]);
            }
            for (var row = 0; row < size; row++)
            {
                if (row == column) continue;
                var factor = matrix[row, column] / matrix[column, column];
                for (var index = 0; index < size; index++)
                {
                    matrix[row, index] -= factor * matrix[column, index];
                    inverse[row, index] -= factor * inverse[column, index];
                }
            }
        }
        for (var row = 0; row < size; row++)
            for (var index = 0; index < size; index++)
                inverse[row, index] /= matrix[row, row];
        return inverse;
    }
}
