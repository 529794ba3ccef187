using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.TensorTests;

/// <summary>
/// Whatever is wrong with a call is an exception that names the operator and its arguments; the process lives on.
/// </summary>
public sealed class ErrorTests
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "matmul", "float32[2, 3]" },
        { "add", "float32[2, 3], float32[4, 5]" },
        { "sub", "float32[4, 5]" },
        { "mul", "float32[4, 5]" },
        { "div", "float32[4, 5]" },
        { "view", "[7]" },
        { "reshape", "[7]" },
        { "permute", "[0, 0]" },
        { "expand", "[5, 5]" },
        { "cat", "float32[2, 3]" },
        { "stack", "float32[4, 5]" },
        { "select", "float32[2, 3], 0, 9" },
        { "index", "float32[2, 3]" },
        { "gather", "int32[2, 3]" },
        { "einsum", "\"ij,jk->ik\"" },
        { "softmax", "float32[2, 3], 5" },
        { "linalg_inv", "float32[2, 3]" },
        { "squeeze", "float32[2, 3], 9" },
        { "split_with_sizes", "[1, 1]" },
        { "arange", "step" },
        { "bmm", "float64[1, 3, 2]" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_argument_is_an_exception_naming_operator_and_arguments(string name, string mentioned)
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 3);
        var other = ones(4, 5);
        Action call = name switch
        {
            "matmul" => () => x.matmul(x),
            "add" => () => _ = x + other,
            "sub" => () => _ = x - other,
            "mul" => () => _ = x * other,
            "div" => () => _ = x / other,
            "view" => () => x.view(7),
            "reshape" => () => x.reshape(7),
            "permute" => () => x.permute(0, 0),
            "expand" => () => x.expand(5, 5),
            "cat" => () => cat([x, other]),
            "stack" => () => stack([x, other]),
            "select" => () => x.select(0, 9),
            "index" => () => _ = x[TensorIndex.Tensor(tensor(new long[] { 9 }))],
            "gather" => () => x.gather(1, zeros(2, 3, dtype: int32)),
            "einsum" => () => einsum("ij,jk->ik", x, x),
            "softmax" => () => x.softmax(5),
            "linalg_inv" => () => linalg.inv(x),
            "squeeze" => () => x.squeeze(9),
            "split_with_sizes" => () => x.split([1, 1], 1),
            "arange" => () => arange(0, 5, -1),
            _ => () => x.unsqueeze(0).bmm(ones(1, 3, 2, float64)),
        };
        var e = Assert.ThrowsAny<ExternalException>(call);
        Assert.Contains(name, e.Message);
        Assert.Contains(mentioned, e.Message);
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_exception()
    {
        if (cuda.is_available()) return;
        var e = Assert.Throws<TorchException>(() => ones(2, device: CUDA));
        Assert.Contains("ones", e.Message);
        Assert.Contains("cuda", e.Message);
        Assert.Throws<InvalidOperationException>(() => InitializeDeviceType(DeviceType.CUDA));
    }

    [Fact]
    public void A_disposed_tensor_is_an_exception_naming_the_operator()
    {
        var x = ones(2);
        x.Dispose();
        Assert.Contains("add", Assert.Throws<ObjectDisposedException>(() => x + 1).Message);
        Assert.Contains("add", Assert.Throws<ObjectDisposedException>(() => x + x).Message);
        Assert.Contains("view", Assert.Throws<ObjectDisposedException>(() => x.view(2)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("cat", Assert.Throws<ObjectDisposedException>(() => cat([x])).Message);
        Assert.Throws<ObjectDisposedException>(() => x.shape);
        Assert.Throws<ObjectDisposedException>(() => x.requires_grad);
        Assert.Throws<ObjectDisposedException>(() => x.item<float>());
        Assert.Equal("disposed tensor", x.ToString());
        x.Dispose();
    }

    [Fact]
    public void An_operator_that_this_libtorch_lacks_is_named_with_its_version()
    {
        var e = Assert.Throws<TorchException>(() => new Operator("no_such_operator").Call());
        Assert.Contains("no_such_operator", e.Message);
        Assert.Contains(Engine.LibtorchVersion, e.Message);
        Assert.False(Engine.HasOperator("no_such_operator"));
        Assert.True(Engine.HasOperator("add", "Tensor"));
    }

    [Fact]
    public void Backward_of_what_was_not_recorded_is_an_exception() =>
        Assert.Contains("backward", Assert.Throws<TorchException>(() => ones(1).backward()).Message);

    [Fact]
    public void Elements_are_read_only_as_what_they_are()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones(2).data<double>());
        Assert.Throws<ArgumentException>(() => ones(1).item<int>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        Assert.Throws<ArgumentException>(() => ones(2).ToSingle());
        Assert.Throws<InvalidOperationException>(() => ones(2, 3).t().bytes.Length);
        Assert.Throws<IndexOutOfRangeException>(() => ones(2).data<float>()[2]);
    }

    [Fact]
    public void A_shape_that_the_elements_do_not_fill_is_refused() =>
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2, 2])).Message);
}
