using MimLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class LarsTests
{
    [Theory]
    [InlineData(0.9, 0.0)]
    [InlineData(0.5, 0.1)]
    [InlineData(0.0, 0.0)]
    public void Steps_are_those_of_the_formula(double momentum, double weightDecay)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (matrix, vector) = (new Parameter(randn(3, 4)), new Parameter(randn(5)));
        using var optimizer = new Lars([matrix, vector], momentum, weightDecay);
        var (w, b) = (Numbers(matrix), Numbers(vector));
        var (wSpeed, bSpeed) = (new double[w.Length], new double[b.Length]);

        for (var step = 0; step < 5; step++)
        {
            var rate = 3.0 - step * 0.5;
            var (slope, lean) = (randn(3, 4), randn(5));
            (matrix.grad, vector.grad) = (slope.clone(), lean.clone());
            optimizer.LearningRate = rate;
            optimizer.Step();
            optimizer.ZeroGrad();

            var change = Numbers(slope).Zip(w, (g, x) => g + weightDecay * x).ToArray();
            var trust = 0.001 * Length(w) / Length(change);
            Advance(w, wSpeed, change.Select(c => c * trust).ToArray(), rate, momentum);
            Advance(b, bSpeed, Numbers(lean), rate, momentum);
            Assert.All(Numbers(matrix).Zip(w), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
            Assert.All(Numbers(vector).Zip(b), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        }
        Assert.Null(matrix.grad);
    }

    [Fact]
    public void A_matrix_of_zeros_takes_the_plain_step_and_one_without_a_gradient_none()
    {
        using var scope = NewDisposeScope();
        var (zero, still) = (new Parameter(zeros(2, 2)), new Parameter(ones(2, 2)));
        using var optimizer = new Lars([zero, still]) { LearningRate = 0.5 };
        zero.grad = ones(2, 2);
        optimizer.Step();
        Assert.True(zero.eq(-0.5).all().item<bool>());
        Assert.True(still.eq(1).all().item<bool>());

        zero.grad = zeros(2, 2); // no slope either: momentum alone, and no division by zero
        optimizer.Step();
        Assert.True(zero.allclose(full(2, 2, -0.95)));
    }

    [Fact]
    public void A_step_with_a_largest_norm_scales_all_gradients_and_tells_their_norm()
    {
        using var scope = NewDisposeScope();
        var (clipped, free) = (new Parameter(ones(2)), new Parameter(ones(2)));
        using var one = new Lars([clipped]) { LearningRate = 1 };
        using var two = new Lars([free]) { LearningRate = 1 };
        (clipped.grad, free.grad) = (tensor(new float[] { 3, 4 }), tensor(new float[] { 3, 4 }));

        Assert.Equal(5, one.Step(0.5).item<float>(), 1e-5);
        Assert.Equal(5, two.Step(double.PositiveInfinity).item<float>(), 1e-5);
        Assert.True(clipped.allclose(tensor(new float[] { 0.7f, 0.6f })));
        Assert.True(free.allclose(tensor(new float[] { -2, -3 })));
        Assert.Equal((1, "velocity/0"), (one.StepCount, Assert.Single(one.State()).Key));
        one.ZeroGrad();
        Assert.Equal(0, one.Step(0.5).item<float>());
    }

    private static void Advance(double[] weights, double[] speed, double[] change, double rate, double momentum)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            speed[i] = momentum * speed[i] + change[i];
            weights[i] -= rate * speed[i];
        }
    }

    private static double Length(double[] numbers) => Math.Sqrt(numbers.Sum(n => n * n));

    private static double[] Numbers(Tensor values) => [.. values.detach().clone().data<float>().ToArray().Select(v => (double)v)];
}
