using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Blocks;

/// <summary>A tensor for the residual stream and for a branch: <see cref="Engine.Fork"/>.</summary>
[Collection("alone")]
public class ForkTests
{
    private static readonly Operator Operator = new("mimlab::fork");

    private static Tensor[] Fused(Tensor?[] t)
    {
        var (stream, branch) = Operator.CallPair(t[0], ScalarType.BFloat16);
        return [stream, branch];
    }

    [Theory]
    [InlineData(2, 5, 48)]
    [InlineData(3, 7, 37)]      // no multiple of the vector length
    [InlineData(7, 300, 33)]    // several threads
    [InlineData(0, 5, 24)]      // an empty batch
    public void Values_and_gradients_are_those_of_the_tensor_twice(long batch, long tokens, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(41);
        Compared.Run([("x", randn(batch, tokens, width))], Fused, t => [t[0]!, t[0]!], 1e-6);
        Compared.Run([("x", randn(batch, tokens, width, ScalarType.Float64))], Fused, t => [t[0]!, t[0]!], 1e-6, 1e-2);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Gradients_have_the_bits_of_a_cast_and_a_sum(bool ofStream, bool ofBranch)
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var start = randn(3, 11, 20);
        var (one, two) = (randn(3, 11, 20), randn(11, 3, 20).transpose(0, 1));
        Tensor Gradient(Func<Tensor, (Tensor, Tensor)> split)
        {
            var x = start.clone().requires_grad_(true);
            var (stream, branch) = split(x);
            var loss = zeros(1);
            if (ofStream) loss += (stream * one).sum();
            if (ofBranch) loss += (branch.to(ScalarType.Float32) * two).sum();
            loss.backward();
            return x.grad!;
        }
        var fused = Gradient(x => Operator.CallPair(x, ScalarType.BFloat16));
        Assert.Equal(ScalarType.Float32, fused.dtype);
        Assert.Equal(Compared.Bits(Gradient(x => (x, x.to(ScalarType.BFloat16)))), Compared.Bits(fused));
    }

    [Fact]
    public void Gradients_are_slopes()
    {
        using var scope = NewDisposeScope();
        manual_seed(43);
        var x = randn(4, 9).requires_grad_(true);
        Tensor Loss()
        {
            var (stream, branch) = Operator.CallPair(x, ScalarType.BFloat16);
            return (stream.to(ScalarType.Float64).pow(3) + branch.to(ScalarType.Float64)).sum();
        }
        Loss().backward();
        Compared.Slopes([x], Loss, input => input.grad! / input.grad!.norm(), 0.3);    // far enough for bfloat16 to notice
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        manual_seed(44);
        var x = randn(5, 3333, 7).requires_grad_(true);
        var (stream, branch) = Operator.CallPair(x, ScalarType.BFloat16);
        (stream.sin().sum() + branch.to(ScalarType.Float32).cos().sum()).backward();
        return [Compared.Bits(x.grad!), Compared.Bits(branch)];
    });

    [Fact]
    public void Without_autocast_it_is_the_tensor_twice()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3);
        var (stream, branch) = Engine.Fork(x);
        Assert.Same(x, stream);
        Assert.Same(x, branch);
        using (Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16)) (stream, branch) = Engine.Fork(x);
        Assert.Equal((ScalarType.Float32, ScalarType.BFloat16), (stream.dtype, branch.dtype));
        Assert.Equal(Compared.Bits(x), Compared.Bits(stream));
    }

    [Fact]
    public void Whole_numbers_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("floating-point", Assert.ThrowsAny<TorchException>(() => Operator.CallPair(ones([2], ScalarType.Int64), ScalarType.BFloat16)).Message);
        Assert.Contains("floating-point", Assert.ThrowsAny<TorchException>(() => Operator.CallPair(ones(2), ScalarType.Int64)).Message);
    }
}
