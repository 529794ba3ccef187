using TorchSharp;
using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, System.Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>>;

namespace MimLab.Torch.Tests.AutogradTests;

public sealed class GradientTests
{
    private static readonly Tensor Weight = tensor(new double[,] { { 0.3, -0.2, 0.5, 0.1 }, { 0.7, 0.4, -0.6, 0.2 }, { -0.1, 0.8, 0.3, -0.4 } });

    // Functions of a [2, 3] tensor of numbers in (0.1, 0.9), away from every kink.
    private static readonly Cases All = new()
    {
        ["add"] = x => x + x * 2,
        ["div"] = x => 1 / (x + 2),
        ["pow"] = x => x.pow(3),
        ["exp"] = x => x.exp(),
        ["log"] = x => x.log(),
        ["sqrt"] = x => x.sqrt(),
        ["tanh"] = x => x.tanh(),
        ["sigmoid"] = x => x.sigmoid(),
        ["gelu"] = x => x.gelu(),
        ["silu"] = x => x.silu(),
        ["abs"] = x => (x - 0.5001).abs(),
        ["matmul"] = x => x.matmul(Weight),
        ["einsum"] = x => einsum("ij,jk->ik", x, Weight),
        ["softmax"] = x => x.softmax(1).pow(2),
        ["log_softmax"] = x => x.log_softmax(1),
        ["logsumexp"] = x => x.logsumexp(1),
        ["mean"] = x => x.mean([1]),
        ["var"] = x => x.var(1),
        ["norm"] = x => x.norm(),
        ["max"] = x => x.max(1).Item1,
        ["cumsum"] = x => x.cumsum(1).pow(2),
        ["view"] = x => x.view(3, 2).t().pow(2),
        ["permute"] = x => x.permute(1, 0).square(),
        ["expand"] = x => x.unsqueeze(0).expand(2, 2, 3).pow(2),
        ["slice"] = x => x[TensorIndex.Colon, TensorIndex.Slice(1)].pow(2),
        ["index"] = x => x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 2, 0 }))].pow(2),
        ["gather"] = x => x.gather(1, tensor(new long[,] { { 0, 0 }, { 2, 1 } })).pow(2),
        ["cat"] = x => cat([x, x * 2], 1).pow(2),
        ["stack"] = x => stack([x, x.exp()]).pow(2),
        ["where"] = x => where(x > 0.5001, x.pow(2), x.pow(3)),
        ["masked_fill"] = x => x.pow(2).masked_fill(x > 0.7001, 0),
        ["roll"] = x => x.roll(1, 1).pow(2) * x,
        ["clamp"] = x => x.clamp(0.2001, 0.8001).pow(2),
        ["svd"] = x => linalg.svdvals(x),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_gradient_agrees_with_finite_differences(string name)
    {
        using var scope = NewDisposeScope();
        double[] values = [0.31, 0.62, 0.17, 0.83, 0.44, 0.76];
        var weights = tensor(Enumerable.Range(1, 64).Select(k => 0.1 * k).ToArray());
        double Loss(double[] at) => Weighted(All[name](tensor(at, [2, 3])), weights).item<double>();
        var x = tensor(values, [2, 3], requires_grad: true);
        Weighted(All[name](x), weights).backward();
        double[] gradient = x.grad!.data<double>().ToArray();
        const double step = 1e-6;
        for (int k = 0; k < values.Length; k++)
        {
            double[] up = [.. values], down = [.. values];
            up[k] += step;
            down[k] -= step;
            Assert.Equal((Loss(up) - Loss(down)) / (2 * step), gradient[k], 1e-6);
        }
    }

    [Fact]
    public void Grad_answers_gradients_without_touching_the_leaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        var y = tensor(3.0, requires_grad: true);
        var z = x * x * y;
        var first = autograd.grad([z], [x, y], create_graph: true);
        Assert.Equal(12, first[0].ToDouble());
        Assert.Equal(4, first[1].ToDouble());
        Assert.Null(x.grad);
        Assert.Equal(6, autograd.grad([first[0]], [x])[0].ToDouble()); // d(2xy)/dx = 2y
    }

    [Fact]
    public void An_unused_input_is_null_when_allowed_and_an_error_when_not()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        var y = tensor(3.0, requires_grad: true);
        Assert.Null(autograd.grad([x * 2], [y], allow_unused: true)[0]);
        Assert.Throws<TorchException>(() => autograd.grad([x * 2], [y]));
    }

    [Fact]
    public void Gradients_accumulate_until_they_are_set_to_null()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        (x * 3).sum().backward();
        (x * 3).sum().backward();
        Assert.Equal([6f, 6f], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_gradient_of_another_shape_type_or_tensor_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        x.grad = zeros(2);
        foreach (var wrong in new[] { zeros(3), zeros(1, 2), zeros(2, float64), x })
            Assert.Contains("float32[2]", Assert.Throws<ArgumentException>(() => x.grad = wrong).Message);
        Assert.Equal([0f, 0f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_gradient_may_be_given_to_backward()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        (x * 3).backward([tensor(new float[] { 1, 10 })]);
        Assert.Equal([3f, 30f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Retain_grad_keeps_the_gradient_of_an_inner_tensor()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = x * 2;
        y.retain_grad();
        (y * y).sum().backward();
        Assert.Equal([4f, 4f], y.grad!.data<float>().ToArray());
        Assert.False(y.is_leaf);
        Assert.True(x.is_leaf);
    }

    [Fact]
    public void Recording_stops_in_no_grad_and_inference_mode_and_starts_again_after()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }
        Assert.False(is_inference_mode_enabled());
        Assert.True((x * 2).requires_grad);
        Assert.False(x.detach().requires_grad);
    }

    private static Tensor Weighted(Tensor output, Tensor weights)
    {
        var flat = output.reshape(-1);
        return (flat * weights.narrow(0, 0, flat.numel())).sum();
    }
}
