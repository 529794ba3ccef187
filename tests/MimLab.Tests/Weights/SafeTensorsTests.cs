using System.Buffers.Binary;
using System.Text;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

public class SafeTensorsTests
{
    private static readonly ScalarType[] Types =
        [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];

    [Fact]
    public void Every_type_and_shape_comes_back_as_it_was()
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[], [0], [1], [3], [2, 3], [4, 0, 2], [1, 2, 3, 4]];
        var tensors = new Dictionary<string, Tensor>();
        foreach (var type in Types)
            foreach (var shape in shapes)
                tensors[$"{type} [{string.Join(',', shape)}]"] = arange(24).narrow(0, 0, shape.Aggregate(1L, (a, b) => a * b)).view(shape).remainder(2).to(type);
        using var back = SafeTensors.Read(Bytes(tensors), "memory");
        Assert.Equal(tensors.Keys.Order(), back.Tensors.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, back.Tensors[name].dtype);
            Assert.Equal(tensor.shape, back.Tensors[name].shape);
            Assert.True(tensor.numel() == 0 || tensor.eq(back.Tensors[name]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void A_file_written_to_disk_reads_back_with_its_metadata()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["w"] = arange(6, ScalarType.Float32).view(2, 3) }, new Dictionary<string, string> { ["é"] = "1\n2" });
        using (var back = SafeTensors.Read(path))
        {
            Assert.Equal("1\n2", back.Metadata["é"]);
            Assert.Equal([0f, 1, 2, 3, 4, 5], back.Tensors["w"].data<float>().ToArray());
        }
        File.Delete(path);
    }

    [Fact]
    public void Views_are_written_as_they_are_seen()
    {
        using var scope = NewDisposeScope();
        using var back = SafeTensors.Read(Bytes(new() { ["t"] = arange(6, ScalarType.Float32).view(2, 3).t() }), "memory");
        Assert.Equal([0f, 3, 1, 4, 2, 5], back.Tensors["t"].data<float>().ToArray());
        Assert.Equal([3L, 2], back.Tensors["t"].shape);
    }

    [Fact]
    public void Equal_content_gives_equal_bytes_in_any_order_and_aligned_data()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(3), b = ones(2, ScalarType.Int64), c = ones(1, ScalarType.Byte);
        var first = Bytes(new() { ["a"] = a, ["b"] = b, ["c"] = c });
        Assert.Equal(first, Bytes(new() { ["c"] = c, ["b"] = b, ["a"] = a }));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(first) % 8);
        Assert.True(Encoding.UTF8.GetString(first).IndexOf("\"b\"") < Encoding.UTF8.GetString(first).IndexOf("\"a\""));
    }

    [Fact]
    public void A_file_of_the_official_library_is_read()
    {
        using var file = SafeTensors.Read(Path.Combine(Tests.Parity.Golden.Folder(), "simmim_vit_p16.values.safetensors"));
        Assert.Equal([2L, 3, 96, 96], file.Tensors["input"].shape);
        Assert.Equal(0.8521015644073486, file.Tensors["loss"].item<float>(), 6);
    }

    [Theory]
    [InlineData("", "shorter than the 8 bytes")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{\"a\":{}}", "lacks a dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,4]}}", "none of F64")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", "the file holds 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "needs 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "not a whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", "not a whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "should lie at")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", "two data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807,9223372036854775807],\"data_offsets\":[0,0]}}", "too large")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}", "the data before it ends at 2")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", "the file holds 4")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}}", "twice")]
    [InlineData("{\"__metadata__\":{\"x\":1}}", "not a string")]
    public void A_damaged_file_is_refused_in_one_sentence_that_says_why(string header, string reason)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        if (header.Length == 0) bytes = [1, 2, 3];
        var message = Assert.Throws<UserError>(() => SafeTensors.Read(bytes, "weights.safetensors")).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith("weights.safetensors", message);
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_holds_allocates_nothing()
    {
        var bytes = new byte[64];
        foreach (var claim in new[] { ulong.MaxValue, 1UL << 63, 90_000_000UL, 57UL })
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, claim);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<UserError>(() => SafeTensors.Read(bytes, "x"));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("nowhere.safetensors", Assert.Throws<UserError>(() => SafeTensors.Read("nowhere.safetensors")).Message);

    [Fact]
    public void A_type_the_format_lacks_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => Bytes(new() { ["c"] = zeros(1, ScalarType.ComplexFloat32) }));
        Assert.Throws<ArgumentException>(() => Bytes(new() { ["__metadata__"] = zeros(1) }));
    }

    internal static byte[] Bytes(Dictionary<string, Tensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }
}
