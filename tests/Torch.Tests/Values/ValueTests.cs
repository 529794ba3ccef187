using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.ValueTests;

public sealed class ValueTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, -1)]
    [InlineData("cuda:3", DeviceType.CUDA, 3)]
    [InlineData("meta", DeviceType.META, -1)]
    public void A_device_is_read_from_its_name_and_written_as_it(string name, DeviceType type, int index)
    {
        Device device = name;
        Assert.Equal(type, device.type);
        Assert.Equal(index, device.index);
        Assert.Equal(name, device.ToString());
        Assert.True(device == torch.device(type, index));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("1")]
    public void A_name_of_no_device_is_refused(string name) => Assert.Throws<ArgumentException>(() => device(name));

    [Fact]
    public void A_tensor_knows_its_type_shape_and_place()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3, 4, dtype: float64);
        Assert.Equal([2L, 3, 4], x.shape);
        Assert.Equal([12L, 4, 1], x.stride());
        Assert.Equal(4, x.size(-1));
        Assert.Equal(3, x.ndim);
        Assert.Equal(24, x.numel());
        Assert.Equal(8, x.ElementSize);
        Assert.Equal(ScalarType.Float64, x.dtype);
        Assert.Equal(CPU, x.device);
        Assert.True(x.is_contiguous());
        Assert.False(x.transpose(0, 1).is_contiguous());
        Assert.Equal(12, x[1].storage_offset());
        Assert.Throws<ArgumentOutOfRangeException>(() => x.size(3));
        Assert.True(zeros(2, device: META).is_meta);
    }

    [Fact]
    public void Elements_come_back_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).view(2, 3);
        Assert.Equal([0L, 3, 1, 4, 2, 5], x.t().data<long>().ToArray());
        Assert.Equal(4, x.t().data<long>()[1, 1]);
        var copy = x.t().clone();
        copy.data<long>().CopyFrom([9, 8, 7, 6, 5, 4]);
        Assert.Equal([9L, 8, 7, 6, 5, 4], copy.data<long>().ToArray());
        Assert.Equal(5L, ((long[,])x.data<long>().ToNDArray())[1, 2]);
    }

    [Fact]
    public void Indexed_assignment_writes_through()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        x[0, 1] = 5f;
        x[TensorIndex.Colon, 2] = tensor(new float[] { 7, 8 });
        x[TensorIndex.Tensor(x == 0)] = tensor(-1f);
        x[1].fill_(3);
        Assert.Equal([-1f, 5, 7, 3, 3, 3], x.data<float>().ToArray());
        x.index_put_(9, TensorIndex.Single(0));
        x.index_put_(ones(2), [TensorIndex.Tensor(tensor(new long[] { 1, 1 })), TensorIndex.Tensor(tensor(new long[] { 0, 0 }))], accumulate: true);
        Assert.Equal([9f, 9, 9, 5, 3, 3], x.data<float>().ToArray());
    }

    [Fact]
    public void In_place_operators_answer_the_tensor_itself()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        Assert.Same(x, x.add_(1).mul_(3).sub_(ones(2)));
        Assert.Equal([5f, 5], x.data<float>().ToArray());
        Assert.Same(x, x.zero_());
        Assert.Same(x, x.copy_(tensor(new float[] { 1, 2 })));
        Assert.Same(x, x.clamp_(0, 1));
        Assert.Equal([1f, 1], x.data<float>().ToArray());
        Assert.Same(x, x.detach_());
    }

    [Fact]
    public void Numbers_convert_to_scalars_and_back()
    {
        Scalar number = 2.5;
        Assert.Equal(2.5, number.ToDouble());
        Assert.Equal(2, number.ToInt32());
        Assert.Equal(ScalarType.Float64, number.Type);
        Scalar truth = true;
        Assert.True(truth.ToBoolean());
        Assert.Equal(7, ((Scalar)(byte)7).ToInt64());
        using var x = tensor(1.5f);
        Assert.Equal(1.5f, (float)x);
        Assert.Equal(1, (int)x);
        Assert.Equal(1.5, x.ToScalar().ToDouble());
    }

    [Fact]
    public void Moves_between_types_may_dispose_the_original()
    {
        var x = ones(2);
        var y = x.to(float64, disposeAfter: true);
        Assert.True(x.IsInvalid);
        Assert.Equal(ScalarType.Float64, y.dtype);
        using var z = y.type_as(y);
        y.Dispose();
        Assert.Equal([1.0, 1], z.data<double>().ToArray());
    }

    [Fact]
    public void A_long_list_of_results_arrives_whole()
    {
        using var scope = NewDisposeScope();
        var parts = arange(40).unbind();
        Assert.Equal(40, parts.Length);
        Assert.Equal(39, parts[39].item<long>());
        Assert.Equal(40 * 41 / 2 - 40, cat([.. parts.Select(p => p.view(1))]).sum().item<long>());
    }

    [Fact]
    public void A_tensor_reads_as_text()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[,] { { 1, 2.5f }, { -3, 4 } });
        Assert.Equal("[2x2], type = Float32, device = cpu", x.ToString());
        Assert.Equal("[[1, 2.5],\n [-3, 4]]", x.npstr());
        Assert.Equal("{{1, 2.5},\n {-3, 4}}", x.cstr());
        Assert.Equal("[2x2], type = Float32, device = cpu\n[[1, 2.5],\n [-3, 4]]", x.jlstr());
        Assert.Equal("[0, 1, 2, ..., 1997, 1998, 1999]", arange(2000).npstr());
        Assert.Equal("[True, False]", tensor(new[] { true, false }).npstr());
    }

    [Fact]
    public void A_type_states_its_limits()
    {
        Assert.Equal(float.MaxValue, finfo(float32).max);
        Assert.Equal(65504, finfo(float16).max);
        Assert.Equal(double.MaxValue, finfo(float64).max);
        Assert.Equal(0.0078125, finfo(bfloat16).eps);
        Assert.Equal(127, max_int_value(int8));
    }

    [Fact]
    public void Elements_come_as_nested_lists()
    {
        using var x = arange(4).view(2, 2);
        var rows = Assert.IsType<List<object>>(x.tolist());
        Assert.Equal(3, ((Scalar)((List<object>)rows[1])[1]).ToInt64());
    }

    [Fact]
    public void Types_promote_as_in_PyTorch()
    {
        Assert.Equal(ScalarType.Float32, promote_types(ScalarType.Int64, ScalarType.Float32));
        Assert.True(can_cast(ScalarType.Int32, ScalarType.Float32));
        Assert.False(can_cast(ScalarType.Float32, ScalarType.Int32));
        using var x = ones(2, dtype: int64);
        using var y = ones(2);
        Assert.Equal(ScalarType.Float32, result_type(x, y));
    }

    [Fact]
    public void The_engine_says_what_it_runs_on()
    {
        Assert.Equal("MimLab.Torch", Engine.Name);
        Assert.Matches(@"^\d+\.\d+", Engine.LibtorchVersion);
        Assert.True(Directory.Exists(Engine.LibtorchPath));
        Assert.True(Engine.Threads > 0);
        Assert.Equal([2L, 3], broadcast_shapes([2, 1], [3]).ToArray());
    }
}
