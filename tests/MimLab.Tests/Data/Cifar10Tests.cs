using FsCheck;
using FsCheck.Fluent;
using MimLab.Data;

namespace MimLab.Tests.Data;

public class Cifar10Tests
{
    [Fact]
    public void Reads_the_original_binary_form()
    {
        using var folder = new TempFolder();
        var file = new byte[Cifar10.RecordsPerFile * Cifar10.RecordBytes];
        const int Record = 1234;
        var start = Record * Cifar10.RecordBytes;
        file[start] = 7;
        // Pixel (5, 2): red, green and blue lie a plane apart.
        for (var channel = 0; channel < 3; channel++) file[start + 1 + channel * 1024 + 2 * 32 + 5] = (byte)(10 + channel);
        folder.Write("test_batch.bin", file);
        var data = new Cifar10(folder.Path, Split.Test);
        Assert.Equal((10_000, "horse"), (data.Count, data.ClassNames[data.Label(Record)]));
        var image = new ImageBuffer();
        data.Read(Record, image);
        Assert.Equal([10, 11, 12], image.Pixels.Slice((2 * 32 + 5) * 3, 3).ToArray());
        Assert.Equal(33, image.Pixels.ToArray().Sum(value => value));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Label(10_000));
    }

    [Fact]
    public void Opened_again_it_is_not_read_again_unless_its_files_changed()
    {
        using var folder = new TempFolder();
        var file = new byte[Cifar10.RecordsPerFile * Cifar10.RecordBytes];
        var path = folder.Write("test_batch.bin", file);
        var first = new Cifar10(folder.Path, Split.Test);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = new Cifar10(folder.Path, Split.Test);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(first.Hash, second.Hash);

        file[0] = 3;
        folder.Write("test_batch.bin", file);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        var third = new Cifar10(folder.Path, Split.Test);
        Assert.Equal((0, 3), (first.Label(0), third.Label(0)));
        Assert.NotEqual(first.Hash, third.Hash);
    }

    [Fact]
    public void Missing_short_long_and_wrong_files_are_explained()
    {
        using var folder = new TempFolder();
        Assert.Contains("mim data cifar10", Assert.Throws<UserError>(() => new Cifar10(folder.Path, Split.Test)).Message);
        folder.Write("test_batch.bin", new byte[100]);
        Assert.Contains("100 bytes", Assert.Throws<UserError>(() => new Cifar10(folder.Path, Split.Test)).Message);
        var file = new byte[Cifar10.RecordsPerFile * Cifar10.RecordBytes];
        file[3 * Cifar10.RecordBytes] = 10;
        folder.Write("test_batch.bin", file);
        Assert.Contains("label 10 in record 3", Assert.Throws<UserError>(() => new Cifar10(folder.Path, Split.Test)).Message);
    }

    [Fact]
    public void Whatever_bytes_a_file_holds_they_are_read_or_refused()
    {
        using var folder = new TempFolder();
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var random = new Random(seed);
            var length = random.Next(3) == 0 ? random.Next(4 * Cifar10.RecordBytes) : 2 * Cifar10.RecordBytes;
            var label = random.Next(12);
            var file = new byte[length];
            random.NextBytes(file);
            for (var start = 0; start < length; start += Cifar10.RecordBytes) file[start] = (byte)label;
            var path = folder.Write("some.bin", file);
            var records = new byte[2 * Cifar10.RecordBytes];
            var good = length == records.Length && label < 10;
            try
            {
                Cifar10.ReadFile(path, records);
                return good && records.AsSpan().SequenceEqual(file);
            }
            catch (UserError)
            {
                return !good;
            }
        }).QuickCheckThrowOnFailure();
    }
}
