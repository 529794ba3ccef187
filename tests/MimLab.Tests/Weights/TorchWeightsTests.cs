using System.IO.Compression;
using System.Text;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

public class TorchWeightsTests
{
    private static readonly string[] Types = ["float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"];

    [Fact]
    public void A_training_checkpoint_is_read_without_its_wrappers()
    {
        using var scope = NewDisposeScope();
        using var file = WeightsFile.Open(GoldenWeights.File("training.pth"));
        var tensors = file.ReadAll();
        Assert.Equal(Enumerable.Range(0, 12).Select(value => (float)value), tensors["weight"].data<float>().ToArray());
        Assert.Equal([3L, 4], tensors["weight"].shape);
        Assert.True(tensors["transposed"].eq(tensors["weight"].t()).all().item<bool>());
        Assert.Equal([5f, 6, 7, 8], tensors["middle"].data<float>().ToArray());
        Assert.Equal([0f, 2, 4, 6, 8, 10], tensors["every_other"].contiguous().data<float>().ToArray());
        Assert.Equal([7f, 7, 7], tensors["repeated"].contiguous().data<float>().ToArray());
        Assert.Equal([1f, -1], tensors["parameter"].data<float>().ToArray());
        Assert.Equal(2.5f, tensors["scalar"].item<float>());
        Assert.Equal([0L, 3], tensors["empty"].shape);
        foreach (var name in Types)
        {
            float[] expected = name == "bool" ? [0, 1, 1, 1] : [0, 1, 2, 3];
            Assert.Equal(expected, tensors[name].to(ScalarType.Float32).data<float>().ToArray());
        }
        Assert.Equal(["F64", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL"], Types.Select(name => file.Entries.Single(entry => entry.Name == name).TypeName));
        Assert.Equal("3", file.Notes["epoch"]);
        Assert.Equal("argparse.Namespace, 5 entries", file.Notes["args"]);
        Assert.Equal(["args", "epoch", "optimizer"], file.Notes.Keys.Order());
    }

    [Fact]
    public void Tensors_of_one_storage_share_it_and_outlive_the_file()
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = WeightsFile.Open(GoldenWeights.File("training.pth"))) tensors = file.ReadAll();
        tensors["weight"].view(-1)[5] = tensor(-1f);
        Assert.Equal(-1f, tensors["middle"][0].item<float>());
    }

    [Fact]
    public void A_bare_state_dict_is_read()
    {
        using var scope = NewDisposeScope();
        using var file = WeightsFile.Open(GoldenWeights.File("plain.pth"));
        Assert.Equal([0.5f, -0.5f, 0.25f], file.Read("bias").data<float>().ToArray());
        Assert.Equal(["weight", "bias"], file.Entries.Select(entry => entry.Name));
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_deflated_archive_reads_as_the_stored_one()
    {
        using var scope = NewDisposeScope();
        using var file = WeightsFile.Open(Repacked("training.pth", CompressionLevel.SmallestSize), "deflated.pth");
        using var stored = WeightsFile.Open(GoldenWeights.File("training.pth"));
        foreach (var (name, tensor) in stored.ReadAll()) Assert.True(tensor.numel() == 0 || tensor.eq(file.Read(name)).all().item<bool>(), name);
    }

    [Fact]
    public void An_archive_that_would_grow_beyond_measure_is_refused()
    {
        (string, byte[])[] bombs = [("plain/data/7", new byte[15_000]), ("plain/data/8", new byte[15_000]), ("plain/data/9", new byte[15_000])];
        Assert.Contains("grow to more than 16 times", Message(Repacked("plain.pth", CompressionLevel.SmallestSize, bombs)));
        Assert.Contains("cannot stand for the 4194304 it claims", Message(Repacked("plain.pth", CompressionLevel.SmallestSize, ("plain/data/9", new byte[1 << 22]))));
    }

    [Fact]
    public void The_legacy_format_is_refused_with_what_to_do()
    {
        var message = Assert.Throws<UserError>(() => WeightsFile.Open(GoldenWeights.File("legacy.pth"))).Message;
        Assert.Contains("before version 1.6", message);
        Assert.Contains("torch.save", message);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>", "a web page")]
    [InlineData("<html><head><title>404</title></head></html>", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "a pointer of Git LFS")]
    public void What_a_download_leaves_instead_of_weights_is_named(string content, string named) =>
        Assert.Contains(named, Message(System.Text.Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Python_objects_other_than_plain_ones_are_named_with_their_place()
    {
        var message = Assert.Throws<UserError>(() => WeightsFile.Open(GoldenWeights.File("unknown-object.pth"))).Message;
        Assert.Contains("the Python object torch.Size at byte ", message);
        Assert.Contains("never executed", message);
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0truetR.", "the Python object os.system at byte 2")]
    [InlineData("cbuiltins\neval\n.", "the Python object builtins.eval at byte 2")]
    [InlineData("}i.", "the pickle instruction 0x69 at byte 3")]
    [InlineData("ctorch\nFloatStorage\n)R.", "torch.FloatStorage is not called as PyTorch calls it")]
    [InlineData("}X\u0001\0\0\0a}b.", "a change of an object's inside at byte 10")]
    [InlineData("K\u0001K\u0002R.", "a call of a value")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fab.", "it ends within a value (at byte 2")]
    [InlineData("X\u0001\0\0\0\u00ff.", "not UTF-8")]
    [InlineData("}h\u0005s.", "it recalls a value that it never kept")]
    [InlineData("}", "it ends within a value")]
    [InlineData("}(.", "more or less than one value")]
    [InlineData("(0.", "a value where there is none")]
    [InlineData("t.", "a mark where there is none")]
    [InlineData("}(K\u0001u.", "a key in it has no value")]
    [InlineData("K\u0001K\u0002a.", "something that is not a list")]
    [InlineData("K\u0001Q.", "names a storage in a way that PyTorch does not")]
    [InlineData("K\u0001.", "holds no state dict")]
    [InlineData("}.", "holds no state dict")]
    public void Pickles_out_of_order_are_refused_in_one_sentence(string program, string reason)
    {
        var message = Message(Archive([0x80, 2, .. Encoding.Latin1.GetBytes(program)]));
        Assert.Contains(reason, message);
        Assert.StartsWith("x.pth", message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("0", 4, 0, 4, 1, null)]
    [InlineData("0", 4, 1, 3, 1, null)]
    [InlineData("0", 4, 0, 2, 3, null)]
    [InlineData("0", 4, 1, 4, 1, "numbers up to place 4 of a storage of 4")]
    [InlineData("0", 4, 0, 3, 2, "numbers up to place 4 of a storage of 4")]
    [InlineData("0", 4, 0, 2000000000, 2000000000, "of a storage of 4")]
    [InlineData("0", 5, 0, 4, 1, "has 16 bytes, but 20 are needed")]
    [InlineData("0", 4, -1, 1, 1, "a negative size, stride or offset")]
    [InlineData("0", 4, 0, 1, -1, "a negative size, stride or offset")]
    [InlineData("0", 4, 0, 2000000000, 0, "shows the same numbers again and again")]
    [InlineData("1", 4, 0, 4, 1, "has no storage \"1\"")]
    [InlineData("../version", 4, 0, 4, 1, "has no storage")]
    public void Views_must_lie_within_their_storage(string key, int count, int offset, int size, int stride, string? reason)
    {
        using var scope = NewDisposeScope();
        var bytes = Archive(Tensor(key, count, offset, size, stride), new byte[16]);
        if (reason is not null) Assert.Contains(reason, Message(bytes));
        else
        {
            using var file = WeightsFile.Open(bytes, "x.pth");
            Assert.Equal([(long)size], file.Read("w").shape);
        }
    }

    [Fact]
    public void Lengths_that_the_file_does_not_back_allocate_nothing()
    {
        var bytes = Archive(Tensor("0", int.MaxValue, 0, int.MaxValue, 1), new byte[16]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<UserError>(() => WeightsFile.Open(bytes, "x.pth"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_zip_that_is_not_PyTorchs_and_one_cut_short_say_so()
    {
        Assert.Contains("no data.pkl", Message(Repacked([("readme.txt", [1])])));
        Assert.Contains("cut short", Message(File.ReadAllBytes(GoldenWeights.File("plain.pth"))[..500]));
        Assert.Contains("big-endian", Message(Repacked("plain.pth", CompressionLevel.NoCompression, ("plain/byteorder", "big"u8.ToArray()))));
    }

    internal static byte[] Archive(byte[] pickle, params byte[][] storages) =>
        Repacked([("x/data.pkl", pickle), .. storages.Select((bytes, index) => ($"x/data/{index}", bytes))]);

    internal static byte[] Repacked(string golden, CompressionLevel level, params (string, byte[])[] more)
    {
        using var zip = ZipFile.OpenRead(GoldenWeights.File(golden));
        return Repacked([.. zip.Entries.Select(entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        }), .. more], level);
    }

    private static byte[] Repacked((string Name, byte[] Content)[] files, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        return bytes.ToArray();
    }

    private static byte[] Tensor(string key, int count, int offset, int size, int stride)
    {
        static string Number(int value) => "J" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));
        static string Text(string value) => "X" + Encoding.Latin1.GetString(BitConverter.GetBytes(value.Length)) + value;
        return [0x80, 2, .. Encoding.Latin1.GetBytes("}" + Text("w") + "ctorch._utils\n_rebuild_tensor_v2\n((" + Text("storage") + "ctorch\nFloatStorage\n"
            + Text(key) + Text("cpu") + Number(count) + "tQ" + Number(offset) + Number(size) + "\u0085" + Number(stride) + "\u0085\u0089NtRs.")];
    }

    private static string Message(byte[] bytes) => Assert.Throws<UserError>(() => WeightsFile.Open(bytes, "x.pth")).Message;
}
