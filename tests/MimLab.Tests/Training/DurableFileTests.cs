using MimLab.Training;

namespace MimLab.Tests.Training;

public class DurableFileTests
{
    [SkippableFact]
    public void A_full_disk_gives_one_sentence_and_leaves_the_old_file()
    {
        Skip.IfNot(File.Exists("/dev/full"));
        using var folder = new TemporaryFolder();
        var path = folder.Write("last.safetensors", "old");
        File.CreateSymbolicLink(path + ".partial", "/dev/full"); // every write to it fails as on a full disk

        var error = Assert.Throws<UserError>(() => DurableFile.Replace(path, "the checkpoint", s => s.Write(new byte[1 << 20])));

        Assert.Contains("Cannot write the checkpoint " + path, error.Message);
        Assert.Contains("No space left on device", error.Message);
        Assert.Contains("previous one is intact", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["last.safetensors"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_is_not_there_gives_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => DurableFile.Replace(folder["missing/last"], "the checkpoint", _ => { }));
        Assert.StartsWith("Cannot write the checkpoint", error.Message);
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("last", "old");
        Assert.Throws<InvalidOperationException>(() => DurableFile.Replace(path, "it", _ => throw new InvalidOperationException()));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_second_name_survives_the_replacement_of_the_first()
    {
        using var folder = new TemporaryFolder();
        DurableFile.Replace(folder["last"], "it", s => s.WriteByte(1));
        DurableFile.Duplicate(folder["last"], folder["best"], "it");
        DurableFile.Replace(folder["last"], "it", s => s.WriteByte(2));
        Assert.Equal([1], File.ReadAllBytes(folder["best"]));
        Assert.Equal([2], File.ReadAllBytes(folder["last"]));
    }
}
