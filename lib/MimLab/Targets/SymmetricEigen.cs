namespace MimLab.Targets;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: plain arithmetic in one order, so that equal
/// matrices give equal vectors on every machine, whatever its libraries.
/// </summary>
public static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>
    /// The largest eigenvalue first. Of the two directions of a vector, the one whose largest entry is positive.
    /// </summary>
    /// <param name="matrix">n x n numbers, row by row, symmetric; left as it is.</param>
    /// <param name="n">Rows.</param>
    /// <returns>n eigenvalues, and n vectors of length 1, one after another</returns>
    /// <exception cref="ArgumentException">The matrix has another size, or a number that is not finite.</exception>
    public static (double[] Values, double[] Vectors) Of(ReadOnlySpan<double> matrix, int n)
    {
        if (n < 1 || matrix.Length != (long)n * n) throw new ArgumentException($"A matrix of {n} x {n} has {(long)n * n} numbers, but got {matrix.Length}.", nameof(matrix));
        foreach (var number in matrix)
            if (!double.IsFinite(number)) throw new ArgumentException("The matrix has a number that is not finite.", nameof(matrix));
        var a = matrix.ToArray();
        var vectors = new double[n * n];
        for (var i = 0; i < n; i++) vectors[i * n + i] = 1;
        var size = 0.0;
        foreach (var number in a) size += number * number;
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a, n) > 1e-26 * size; sweep++)
            for (var p = 0; p < n; p++)
                for (var q = p + 1; q < n; q++) Rotate(a, vectors, n, p, q);
        return Sorted(a, vectors, n);
    }

    private static double OffDiagonal(double[] a, int n)
    {
        var sum = 0.0;
        for (var p = 0; p < n; p++)
            for (var q = p + 1; q < n; q++) sum += 2 * a[p * n + q] * a[p * n + q];
        return sum;
    }

    /// <summary>Makes a[p, q] zero by a rotation in the plane of p and q.</summary>
    private static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        var between = a[p * n + q];
        if (between == 0) return;
        var theta = (a[q * n + q] - a[p * n + p]) / (2 * between);
        var tangent = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var cosine = 1 / Math.Sqrt(tangent * tangent + 1);
        var sine = tangent * cosine;
        for (var k = 0; k < n; k++) (a[k * n + p], a[k * n + q]) = Turned(a[k * n + p], a[k * n + q], cosine, sine);
        Turn(a.AsSpan(p * n, n), a.AsSpan(q * n, n), cosine, sine);
        Turn(vectors.AsSpan(p * n, n), vectors.AsSpan(q * n, n), cosine, sine);
        a[p * n + q] = a[q * n + p] = 0;
    }

    private static void Turn(Span<double> first, Span<double> second, double cosine, double sine)
    {
        for (var k = 0; k < first.Length; k++) (first[k], second[k]) = Turned(first[k], second[k], cosine, sine);
    }

    private static (double, double) Turned(double x, double y, double cosine, double sine) => (cosine * x - sine * y, sine * x + cosine * y);

    private static (double[] Values, double[] Vectors) Sorted(double[] a, double[] vectors, int n)
    {
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i * n + i])]; // stable
        var sorted = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            var vector = vectors.AsSpan(order[i] * n, n);
            var largest = 0;
            for (var k = 1; k < n; k++)
                if (Math.Abs(vector[k]) > Math.Abs(vector[largest])) largest = k;
            for (var k = 0; k < n; k++) sorted[i * n + k] = vector[largest] < 0 ? -vector[k] : vector[k];
        }
        return ([.. order.Select(i => a[i * n + i])], sorted);
    }
}
