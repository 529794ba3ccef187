using MimLab.Targets;

namespace MimLab.Tests.Targets;

public class SymmetricEigenTests
{
    [Fact]
    public void A_matrix_of_two_has_the_vectors_of_the_school_book()
    {
        var (values, vectors) = SymmetricEigen.Of([2, 1, 1, 2], 2);
        Assert.Equal([3.0, 1.0], values.Select(value => Math.Round(value, 12)));
        var half = Math.Round(Math.Sqrt(0.5), 12);
        Assert.Equal([half, half], vectors[..2].Select(value => Math.Round(value, 12)));
        Assert.Equal(0, vectors[2] + vectors[3], 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(48)]
    public void Vectors_put_together_with_their_values_are_the_matrix(int n)
    {
        var random = new SampleRandom((ulong)n);
        var factor = new double[n * n];
        for (var i = 0; i < factor.Length; i++) factor[i] = random.NextNormal();
        var matrix = new double[n * n]; // of rank n - 1 or less, so that one value is 0
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                for (var k = 0; k < Math.Max(1, n - 1); k++) matrix[i * n + j] += factor[k * n + i] * factor[k * n + j];
        var (values, vectors) = SymmetricEigen.Of(matrix, n);

        Assert.Equal(values.OrderDescending(), values);
        for (var i = 0; i < n; i++)
        {
            var own = vectors[(i * n)..((i + 1) * n)];
            Assert.True(own.MaxBy(Math.Abs) > 0);
            for (var j = 0; j < n; j++)
            {
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => own[k] * vectors[j * n + k]), 10);
                Assert.Equal(matrix[i * n + j], Enumerable.Range(0, n).Sum(k => values[k] * vectors[k * n + i] * vectors[k * n + j]), 8);
            }
        }
    }

    [Fact]
    public void Nothing_varies_in_a_matrix_of_zeros_and_a_diagonal_is_only_sorted()
    {
        Assert.All(SymmetricEigen.Of(new double[9], 3).Values, value => Assert.Equal(0, value));
        var (values, vectors) = SymmetricEigen.Of([1, 0, 0, 0, 5, 0, 0, 0, 3], 3);
        Assert.Equal([5.0, 3.0, 1.0], values);
        Assert.Equal([0.0, 1, 0, 0, 0, 1, 1, 0, 0], vectors);
    }

    [Fact]
    public void What_is_no_matrix_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Of([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Of([1, double.NaN, 0, 1], 2));
    }
}
