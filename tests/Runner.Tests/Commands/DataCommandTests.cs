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
    public void Unknown_set_is_a_usage_error()
    {
        using var lab = new Laboratory();
        Assert.Equal(2, lab.Mim("data", "mnist").Code);
    }
}
