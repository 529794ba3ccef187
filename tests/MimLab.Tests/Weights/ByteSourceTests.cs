using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using MimLab.Tests.Training;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

/// <summary>Files are mapped into memory, which must show in nothing but speed.</summary>
public sealed class ByteSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mapped_file_reads_as_its_bytes_in_memory_do()
    {
        var random = new Random(1);
        var bytes = new byte[10_000];
        random.NextBytes(bytes);
        File.WriteAllBytes(folder["file"], bytes);
        using var file = ByteSource.Open(folder["file"]);
        using var memory = ByteSource.Of(bytes, "memory");
        Assert.True(file.Mapped);
        Assert.Equal(memory.Length, file.Length);
        for (var turn = 0; turn < 2000; turn++)
        {
            byte[] a = new byte[random.Next(3000)], b = new byte[a.Length];
            long offset = random.Next(-100, 11_000);
            Assert.Equal(memory.Read(a, offset), file.Read(b, offset));
            Assert.Equal(a, b);
        }
        foreach (var offset in new[] { long.MinValue, -1, bytes.Length, long.MaxValue }) Assert.Equal(0, file.Read(new byte[8], offset));
        foreach (var (offset, count) in new[] { (0L, 10_001L), (9_999, 2), (-1, 1), (0, -1), (long.MaxValue, long.MaxValue), (1, long.MaxValue) })
            Assert.Contains("ends before the data", Assert.Throws<UserError>(() => file.Bytes(offset, count)).Message);
    }

    [Theory]
    [InlineData("w.safetensors", 0)]
    [InlineData("w.safetensors", 4096)]
    [InlineData("w.safetensors", 1_500_000)]
    [InlineData("w.pth", 0)]
    [InlineData("w.pth", 4096)]
    [InlineData("w.pth", 1_500_000)]
    public void A_file_cut_short_while_it_is_open_is_refused(string name, long length)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["a"] = ones(250_000), ["b"] = ones(250_000) }; // 1 MB each
        if (name.EndsWith("pth", StringComparison.Ordinal)) TorchFile.Write(folder[name], tensors);
        else SafeTensors.Write(folder[name], tensors);
        using var file = WeightsFile.Open(folder[name]);
        using (var before = file.Read("b")) Assert.Equal(250_000, before.sum().item<float>());
        Cut(folder[name], length);
        var error = Assert.Throws<UserError>(() => file.Read("b"));
        Assert.Equal($"{folder[name]} ended while it was read; fetch it again.", error.Message);
        if (length < 1_000_000) Assert.Throws<UserError>(file.ReadAll);
        else file.Read("a").Dispose();
    }

    [Fact]
    public void A_file_cut_short_within_one_read_ends_there()
    {
        const int megabyte = 1 << 20;
        var bytes = new byte[4 * megabyte];
        new Random(2).NextBytes(bytes);
        File.WriteAllBytes(folder["file"], bytes);
        using var handle = File.OpenHandle(folder["file"]);
        using var view = FileView.Open(handle, folder["file"], bytes.Length)!;
        var looks = 0;
        var read = new byte[bytes.Length];
        var count = view.Read(read, 100, () =>
        {
            if (++looks == 3) Cut(folder["file"], 2 * megabyte + 5000); // in the middle of a page
            return RandomAccess.GetLength(handle);
        });
        Assert.Equal(2 * megabyte + 4900, count);
        Assert.Equal(bytes[100..(2 * megabyte + 5000)], read[..count]);
        Assert.All(read[count..], rest => Assert.Equal(0, rest));
    }

    [SkippableFact]
    public void A_file_cut_short_while_it_is_copied_ends_the_read_and_not_the_process()
    {
        Skip.IfNot(FileView.SurvivesCuts);
        var bytes = new byte[3 << 20];
        File.WriteAllBytes(folder["file"], bytes);
        using var handle = File.OpenHandle(folder["file"]);
        using var view = FileView.Open(handle, folder["file"], bytes.Length)!;
        Cut(folder["file"], 5000);
        // As if it had been cut after the look at its length.
        Assert.InRange(view.Read(new byte[bytes.Length], 0, () => bytes.Length), 0, 8192);
        Assert.Equal(0, view.Read(new byte[10], 100_000, () => bytes.Length));
    }

    [Theory]
    [InlineData("w.safetensors")]
    [InlineData("w.pth")]
    public void A_file_that_grows_while_it_is_open_is_read_as_it_was(string name)
    {
        using var scope = NewDisposeScope();
        var numbers = arange(250_000, ScalarType.Float32);
        var tensors = new Dictionary<string, Tensor> { ["a"] = numbers };
        if (name.EndsWith("pth", StringComparison.Ordinal)) TorchFile.Write(folder[name], tensors);
        else SafeTensors.Write(folder[name], tensors);
        using var source = ByteSource.Open(folder[name]);
        using var file = WeightsFile.Open(folder[name]);
        using (var more = new FileStream(folder[name], FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) more.Write(new byte[100_000]);
        using var after = file.Read("a");
        Assert.True(after.eq(numbers).all().item<bool>());
        Assert.Equal(0, source.Read(new byte[10], source.Length));
        Assert.Equal(3, source.Read(new byte[10], source.Length - 3));
        Assert.Throws<UserError>(() => WeightsFile.Open(folder[name])); // longer than it says
    }

    [Fact]
    public void A_closed_file_is_no_longer_mapped_and_can_be_replaced()
    {
        using var scope = NewDisposeScope();
        SafeTensors.Write(folder["w"], new Dictionary<string, Tensor> { ["a"] = ones(5000) });
        using (var first = SafeTensors.Read(folder["w"])) Cut(folder["w"], 0); // its tensors are copies
        Assert.DoesNotContain(folder["w"], Mappings());
        SafeTensors.Write(folder["w"], new Dictionary<string, Tensor> { ["a"] = zeros(7000) });
        using (var open = WeightsFile.Open(folder["w"]))
        {
            if (OperatingSystem.IsLinux()) Assert.Contains(folder["w"], Mappings());
            Assert.Equal(28_000, open.Entries.Single().Bytes);
        }
        Assert.DoesNotContain(folder["w"], Mappings());
        File.WriteAllText(folder["w"], "no weights");
        Assert.Throws<UserError>(() => WeightsFile.Open(folder["w"]));
        Assert.Throws<UserError>(() => SafeTensors.Read(folder["w"]));
        Assert.Throws<UserError>(() => SafeTensors.ReadMetadata(folder["w"]));
        Assert.DoesNotContain(folder["w"], Mappings());
    }

    [Fact]
    public void Numbers_behind_the_first_gigabytes_are_found()
    {
        const long hole = 5_000_000_000; // a sparse file: nothing of it is on the disk
        var header = Encoding.UTF8.GetBytes(
            $"{{\"hole\":{{\"dtype\":\"U8\",\"shape\":[{hole}],\"data_offsets\":[0,{hole}]}},\"last\":{{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[{hole},{hole + 3}]}}}}");
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        using (var stream = File.Create(folder["large"]))
        {
            stream.Write([.. prefix, .. header]);
            stream.Seek(hole, SeekOrigin.Current);
            stream.Write([7, 8, 9]);
        }
        using var file = WeightsFile.Open(folder["large"]);
        using var last = file.Read("last");
        Assert.Equal([7, 8, 9], last.data<byte>().ToArray());
    }

    [Fact]
    public void What_is_no_file_with_bytes_is_refused_by_name()
    {
        File.WriteAllBytes(folder["empty"], []);
        Directory.CreateDirectory(folder["folder"]);
        foreach (var (name, reason) in new[] { ("missing", "Cannot read"), ("folder", "Cannot read"), ("empty", "is not a sound safetensors file: it is shorter") })
            foreach (var read in (Action<string>[])[path => SafeTensors.Read(path), path => SafeTensors.ReadMetadata(path), path => WeightsFile.Open(path)])
            {
                var message = Assert.Throws<UserError>(() => read(folder[name])).Message;
                Assert.Contains(reason, message);
                Assert.Contains(folder[name], message);
            }
    }

    [SkippableFact]
    public async Task A_pipe_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using (var make = Process.Start("mkfifo", [folder["pipe"]])) await make.WaitForExitAsync();
        // Opens once there is a reader.
        var writing = Task.Run(() => File.OpenHandle(folder["pipe"], FileMode.Open, FileAccess.Write).Dispose());
        Assert.StartsWith($"Cannot read {folder["pipe"]}", Assert.Throws<UserError>(() => WeightsFile.Open(folder["pipe"])).Message);
        await writing;
    }

    [SkippableFact]
    public void A_file_that_cannot_be_mapped_is_read_by_position()
    {
        const string path = "/sys/kernel/mm/transparent_hugepage/enabled"; // has a length, but no pages
        Skip.IfNot(File.Exists(path));
        using var file = ByteSource.Open(path);
        Skip.If(file.Mapped || file.Length == 0);
        var bytes = new byte[file.Length];
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(bytes, 0, file.Read(bytes, 0)));
    }

    private static void Cut(string path, long length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(length);
    }

    private static string Mappings() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/self/maps") : "";
}
