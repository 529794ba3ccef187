using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.MemoryTests;

/// <summary>An accessor reads and writes a tensor's memory through a pointer; it must never outlive that memory.</summary>
public sealed class AccessorTests
{
    [Fact]
    public void Every_access_after_the_tensor_is_disposed_is_an_exception()
    {
        var x = ones(4);
        var data = x.data<float>();
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => data[0]);
        Assert.Throws<ObjectDisposedException>(() => data[0] = 1);
        Assert.Throws<ObjectDisposedException>(() => data.ToArray());
        Assert.Throws<ObjectDisposedException>(() => data.ToNDArray());
        Assert.Throws<ObjectDisposedException>(() => data.Sum());
        Assert.Throws<ObjectDisposedException>(() => data.CopyFrom(new float[4]));
    }

    [Fact]
    public void Every_access_after_the_memory_is_replaced_is_an_exception()
    {
        using var layer = nn.Linear(2, 2);
        var data = layer.weight!.data<float>();
        layer.to(float64);
        Assert.Throws<InvalidOperationException>(() => data[0, 0]);
        Assert.Throws<InvalidOperationException>(() => data.ToArray());
    }

    [Fact]
    public void A_position_outside_of_the_tensor_is_refused()
    {
        using var x = ones(4);
        var data = x.data<float>();
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyTo(new float[100], 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyTo(new float[100], 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyFrom(new float[100], 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyFrom(new float[100], 0, 5));
        Assert.Equal([1f, 1f, 1f, 1f], data.ToArray());
    }

    [Fact]
    public void A_tensor_that_is_not_contiguous_is_read_and_written_in_its_own_order()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: float32).view(2, 3);
        var data = x.t().data<float>();
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], data.ToArray());
        data.CopyFrom([7f, 8f], tensorIndex: 1);
        Assert.Equal([0f, 8f, 2f, 7f, 4f, 5f], x.data<float>().ToArray());
    }

    [Fact]
    public void A_buffer_larger_than_its_array_is_refused() =>
        Assert.Throws<ArgumentException>(() => frombuffer(new float[4], float32, count: long.MaxValue, offset: 2));
}
