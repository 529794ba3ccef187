using System.Text.Json;

namespace Runner.Tests.Commands;

public class DataCommandTests
{
    [Fact]
    public void Shapes_prints_licence_source_counts_and_hashes()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("data", "shapes", "--data", lab["data"]);
        Assert.True(result.Code == 0, result.Error);
        foreach (var part in new[] { "licence", "source", "50,000 images", "hash", "classes" }) Assert.Contains(part, result.Output);
    }

    [Fact]
    public void Json_is_the_manifest_alone()
    {
        using var lab = new Laboratory();
        using var json = JsonDocument.Parse(lab.Mim("data", "shapes", "--data", lab["data"], "--json").Output);
        Assert.Equal("shapes", json.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public void Missing_local_copy_is_named()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("data", "cifar10", "--from", lab["nowhere.tar.gz"], "--data", lab["data"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("nowhere.tar.gz", result.Error);
    }

    [Fact]
    public void All_unreadable_images_are_counted_and_the_first_ones_listed()
    {
        using var lab = new Laboratory();
        for (var i = 0; i < 1200; i++) lab.Write($"set/train/a/{i:0000}.jpg", "");
        foreach (var split in new[] { "train", "test" }) lab.Write($"set/{split}/a/z.jpg", "no picture");
        var result = lab.Mim("data", "imagefolder", "--from", lab["set"], "--data", lab["data"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("skipped  1,202 unreadable images:\n         a/0000.jpg: the file is empty\n", result.Output);
        Assert.Contains("a/0009.jpg: the file is empty\n         and 1,192 more\n", result.Output);
        using var json = JsonDocument.Parse(lab.Mim("data", "imagefolder", "--from", lab["set"], "--data", lab["data"], "--json").Output);
        Assert.Equal(1202, json.RootElement.GetProperty("unreadableCount").GetInt32());
        Assert.Equal(1001, json.RootElement.GetProperty("unreadable").GetArrayLength());
    }

    [Fact]
    public void Unknown_set_is_a_usage_error()
    {
        using var lab = new Laboratory();
        Assert.Equal(2, lab.Mim("data", "mnist").Code);
    }
}
