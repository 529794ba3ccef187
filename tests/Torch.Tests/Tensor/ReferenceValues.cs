using System.Globalization;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.TensorTests;

/// <summary>
/// Inputs that the operator tables share, and the comparison. The expected texts ("type[shape] values") were written by
/// PyTorch 1.13 from the same inputs.
/// </summary>
public abstract class ReferenceValues
{
#pragma warning disable IDE1006 // The names are short because the tables read like PyTorch.
    protected static Tensor x => tensor(new double[,] { { -1.5, 0.25, 2.0 }, { 0.75, -0.5, 1.0 } });
    protected static Tensor y => tensor(new double[,] { { 2.0, 0.5, -1.0 }, { 1.5, 3.0, -0.25 } });
    protected static Tensor p => tensor(new double[,] { { 0.5, 1.5, 2.5 }, { 0.25, 1, 3 } });
    protected static Tensor u => tensor(new double[,] { { 0.1, 0.5, 0.9 }, { 0.3, 0.7, 0.2 } });
    protected static Tensor s => tensor(new double[,] { { 4, 1, 0.5 }, { 1, 3, 0.2 }, { 0.5, 0.2, 2 } });
    protected static Tensor v => tensor(new double[] { 1, -2, 3 });
    protected static Tensor b => tensor(new[,] { { true, false, true }, { false, true, true } });
    protected static Tensor i => tensor(new long[,] { { 2, 0, 1 }, { 1, 1, 0 } });
    protected static Tensor n => tensor(new long[,] { { 7, -3, 5 }, { 2, 4, -6 } });
#pragma warning restore IDE1006

    protected static void Check(Func<Tensor> compute, string expected)
    {
        using var scope = NewDisposeScope();
        var result = compute();
        string[] parts = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string kind = $"{result.dtype.ToString().ToLowerInvariant()}[{string.Join("x", result.shape)}]";
        Assert.Equal(parts[0], kind);
        double[] actual = result.to(ScalarType.Float64).data<double>().ToArray();
        double[] wanted = [.. parts[1..].Select(Number)];
        Assert.Equal(wanted.Length, actual.Length);
        for (int k = 0; k < wanted.Length; k++)
        {
            if (double.IsFinite(wanted[k])) Assert.InRange(actual[k], wanted[k] - Slack(wanted[k]), wanted[k] + Slack(wanted[k]));
            else Assert.Equal(wanted[k], actual[k]);
        }
    }

    private static double Slack(double value) => 1e-6 * Math.Max(1, Math.Abs(value));

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
