using static TorchSharp.torch;

namespace MimLab.Tests.Heads;

/// <summary>Matrices one number at a time: the arithmetic of a transformer written out, for comparison.</summary>
internal sealed class NaiveMatrix(int rows, int columns)
{
    private readonly double[,] values = new double[rows, columns];

    public int Rows => rows;

    public int Columns => columns;

    public double this[int row, int column] { get => values[row, column]; set => values[row, column] = value; }

    public static NaiveMatrix From(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var matrix = new NaiveMatrix((int)tensor.size(0), (int)tensor.size(1));
        var numbers = tensor.detach().to(TorchSharp.torch.ScalarType.Float64).contiguous().data<double>().ToArray();
        for (var i = 0; i < numbers.Length; i++) matrix[i / matrix.Columns, i % matrix.Columns] = numbers[i];
        return matrix;
    }

    public NaiveMatrix Map(Func<double, int, int, double> change)
    {
        var result = new NaiveMatrix(rows, columns);
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) result[r, c] = change(this[r, c], r, c);
        return result;
    }

    public NaiveMatrix Plus(NaiveMatrix other) => Map((x, r, c) => x + other[r, c]);

    /// <summary>x W' + b, for W [out, in] and b of length out, or null.</summary>
    public NaiveMatrix Linear(Tensor weight, double[]? bias)
    {
        var w = From(weight);
        var result = new NaiveMatrix(rows, w.Rows);
        for (var r = 0; r < rows; r++)
            for (var o = 0; o < w.Rows; o++)
            {
                var sum = bias?[o] ?? 0;
                for (var i = 0; i < columns; i++) sum += this[r, i] * w[o, i];
                result[r, o] = sum;
            }
        return result;
    }

    public NaiveMatrix Norm(double[] weight, double[] bias, double epsilon)
    {
        var result = new NaiveMatrix(rows, columns);
        for (var r = 0; r < rows; r++)
        {
            var mean = Enumerable.Range(0, columns).Average(c => this[r, c]);
            var variance = Enumerable.Range(0, columns).Average(c => (this[r, c] - mean) * (this[r, c] - mean));
            for (var c = 0; c < columns; c++) result[r, c] = (this[r, c] - mean) / Math.Sqrt(variance + epsilon) * weight[c] + bias[c];
        }
        return result;
    }

    /// <summary>
    /// Attention of rows over rows: queries, keys and values side by side in <paramref name="qkv"/>, heads within each.
    /// </summary>
    public static NaiveMatrix Attend(NaiveMatrix qkv, int heads)
    {
        int width = qkv.Columns / 3, size = width / heads;
        var result = new NaiveMatrix(qkv.Rows, width);
        for (var head = 0; head < heads; head++)
            for (var query = 0; query < qkv.Rows; query++)
            {
                var weights = Enumerable.Range(0, qkv.Rows).Select(key => Math.Exp(Enumerable.Range(head * size, size)
                    .Sum(c => qkv[query, c] * qkv[key, width + c]) / Math.Sqrt(size))).ToArray();
                for (var c = head * size; c < (head + 1) * size; c++)
                    result[query, c] = Enumerable.Range(0, qkv.Rows).Sum(key => weights[key] * qkv[key, 2 * width + c]) / weights.Sum();
            }
        return result;
    }

    /// <summary>x times the normal distribution function, by Simpson's rule.</summary>
    public static double Gelu(double x)
    {
        const int steps = 2000;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        var sum = 0.0;
        for (var i = 0; i <= steps; i++) sum += Density(x * i / steps) * (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2);
        return x * (0.5 + sum * x / steps / 3);
    }
}
