using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Tensors as text.</summary>
internal static class TensorText
{
    internal const string Newline = "\n";
    private const int Edge = 3;
    private const int Most = 1000;

    internal static string Metadata(Tensor tensor)
    {
        string shape = tensor.dim() == 0 ? "[]" : $"[{string.Join("x", tensor.shape)}]";
        return $"{shape}, type = {tensor.dtype}, device = {tensor.device}{(tensor.requires_grad ? ", requires_grad = True" : "")}";
    }

    /// <param name="open">The opening bracket of a dimension.</param>
    /// <param name="close">The closing one.</param>
    internal static string Elements(Tensor tensor, string format, string open, string close, string newLine, CultureInfo culture)
    {
        using var scope = NewDisposeScope();
        var values = tensor.detach().cpu();
        values = values.is_floating_point() ? values.to(ScalarType.Float64) : values.is_integral() ? values.to(ScalarType.Int64) : values.abs().to(ScalarType.Float64);
        Func<long, string> write = values.dtype == ScalarType.Int64
            ? tensor.dtype == ScalarType.Bool ? i => values.data<long>().Flat(i) != 0 ? "True" : "False" : i => values.data<long>().Flat(i).ToString(culture)
            : i => values.data<double>().Flat(i).ToString(format, culture);
        var text = new StringBuilder();
        Write(text, values.shape, 0, 0, write, values.numel() > Most, open, close, newLine);
        return text.ToString();
    }

    // A large tensor shows the first and last few of each dimension.
    private static void Write(StringBuilder text, long[] shape, int dimension, long offset, Func<long, string> write, bool shorten,
        string open, string close, string newLine)
    {
        if (dimension == shape.Length)
        {
            text.Append(write(offset));
            return;
        }
        long inner = 1;
        for (int d = dimension + 1; d < shape.Length; d++) inner *= shape[d];
        string separator = dimension == shape.Length - 1 ? ", " : "," + newLine + new string(' ', dimension + 1);
        text.Append(open);
        for (long i = 0; i < shape[dimension]; i++)
        {
            if (i > 0) text.Append(separator);
            if (shorten && i == Edge && shape[dimension] > 2 * Edge)
            {
                text.Append("...").Append(separator);
                i = shape[dimension] - Edge;
            }
            Write(text, shape, dimension + 1, offset + i * inner, write, shorten, open, close, newLine);
        }
        text.Append(close);
    }
}
