using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class FirstStepsTests
{
    [Fact]
    public void A_sum_of_two_tensors_holds_the_sums()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3 });
        var y = x + x * 2 - 1;
        Assert.Equal([2f, 5f, 8f], y.data<float>().ToArray());
    }

    [Fact]
    public void Backward_fills_the_gradient_of_a_leaf()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, 2 }, { 3, 4 } }, requires_grad: true);
        (x * x).sum().backward();
        Assert.Equal([2.0, 4, 6, 8], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Every_operator_named_here_is_found()
    {
        var missing = typeof(Aten).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Select(f => (Operator)f.GetValue(null)!).Where(op => !op.Exists).Select(op => op.Name).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void A_wrong_shape_is_an_exception_that_names_operator_and_shapes()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<TorchException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Contains("matmul", e.Message);
        Assert.Contains("float32[2, 3]", e.Message);
    }
}
