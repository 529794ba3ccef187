using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.NN;

[Collection("alone")]
public class InitTests
{
    [Fact]
    public void Constants_fill_a_parameter_without_being_recorded()
    {
        using var parameter = Parameter(empty(3, 3));
        Assert.Equal(9f, init.ones_(parameter).sum().item<float>());
        Assert.Equal(0f, init.zeros_(parameter).sum().item<float>());
        Assert.Equal(4.5f, init.constant_(parameter, 0.5).sum().item<float>());
        Assert.Equal(3f, init.eye_(parameter).sum().item<float>());
        Assert.True(parameter.is_leaf && parameter.requires_grad);
    }

    [Theory]
    [InlineData("normal_", 0.3, 0.2)]
    [InlineData("uniform_", 0.3, 0.2)]
    [InlineData("trunc_normal_", 0, 0.02)]
    [InlineData("trunc_normal_ at one deviation", 0, 0.5396)] // 0.5396 = standard deviation of N(0, 1) within one deviation
    [InlineData("xavier_uniform_", 0, 0.08165)] // sqrt(2 / (100 + 200))
    [InlineData("xavier_normal_", 0, 0.08165)]
    [InlineData("kaiming_uniform_", 0, 0.1)] // sqrt(2) / sqrt(200)
    [InlineData("kaiming_normal_", 0, 0.14142)] // sqrt(2) / sqrt(100)
    [InlineData("orthogonal_", 0, 0.07071)] // orthonormal columns in 200 dimensions
    public void A_distribution_has_its_mean_and_deviation(string name, double mean, double deviation)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var weight = empty(100, 200);
        _ = name switch
        {
            "normal_" => init.normal_(weight, 0.3, 0.2),
            "uniform_" => init.uniform_(weight, 0.3 - 0.2 * Math.Sqrt(3), 0.3 + 0.2 * Math.Sqrt(3)),
            "trunc_normal_" => init.trunc_normal_(weight, std: 0.02),
            "trunc_normal_ at one deviation" => init.trunc_normal_(weight, a: -1, b: 1),
            "xavier_uniform_" => init.xavier_uniform_(weight),
            "xavier_normal_" => init.xavier_normal_(weight),
            "kaiming_uniform_" => init.kaiming_uniform_(weight, nonlinearity: init.NonlinearityType.ReLU),
            "kaiming_normal_" => init.kaiming_normal_(weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU),
            _ => init.orthogonal_(weight),
        };
        Assert.Equal(mean, weight.mean().item<float>(), 0.03 * Math.Max(deviation, 0.1));
        Assert.Equal(deviation, weight.std().item<float>(), 0.03 * deviation);
    }

    [Fact]
    public void A_truncated_normal_stays_within_its_bounds()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var values = init.trunc_normal_(empty(10000), mean: 1, std: 2, a: 0, b: 1.5, generator: generator);
        Assert.InRange(values.min().item<float>(), 0f, 0.01f);
        Assert.InRange(values.max().item<float>(), 1.49f, 1.5f);
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    [InlineData(4, 4)]
    public void An_orthogonal_matrix_has_orthonormal_rows_or_columns(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var q = init.orthogonal_(empty(rows, columns), gain: 2);
        var product = rows < columns ? q.matmul(q.t()) : q.t().matmul(q);
        Assert.True(product.allclose(4 * eye(Math.Min(rows, columns)), atol: 1e-5));
    }

    [Fact]
    public void A_generator_makes_draws_repeatable()
    {
        using var scope = NewDisposeScope();
        using Generator one = new(9), two = new(9);
        Assert.Equal(init.normal_(empty(8), generator: one), init.normal_(empty(8), generator: two));
    }

    [Fact]
    public void Fans_count_the_receptive_field()
    {
        using var weight = empty(8, 4, 3, 2);
        Assert.Equal((24L, 48L), init.CalculateFanInAndFanOut(weight));
        Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(empty(3)));
    }

    [Fact]
    public void Default_layers_start_within_one_over_the_root_of_their_fan_in()
    {
        using var linear = Linear(64, 100);
        using var convolution = Conv2d(4, 100, 4);
        foreach (var tensor in new[] { linear.weight, linear.bias, convolution.weight, convolution.bias })
            Assert.InRange(tensor.abs().max().item<float>(), 0.1f, 0.125f);
    }
}
