using System.Globalization;
using System.Text.Json;

namespace Runner.Tests.Commands;

public class MasksCommandTests
{
    // SimMIM's Figure 3 (block-wise), and its Monte-Carlo repetition on the 4-px token grid of a 192-px image (random).
    [Theory]
    [InlineData("random", 4, 0.6, 4.28)]
    [InlineData("random", 16, 0.8, 14.13)]
    [InlineData("random", 32, 0.5, 14.23)]
    [InlineData("random", 32, 0.6, 16.97)]
    [InlineData("blockwise", 32, 0.6, 31.7)]
    public void AvgDist_is_that_of_the_paper(string strategy, int size, double ratio, double expected)
    {
        using var lab = new Laboratory();
        var result = lab.Mim("masks", "--strategy", strategy, "--size", $"{size}", "--ratio", ratio.ToString(CultureInfo.InvariantCulture),
            "--image", "192", "--token", "4", "--out", lab["masks.png"], "--json");
        Assert.Equal(0, result.Code);
        using var json = JsonDocument.Parse(result.Output);
        Assert.InRange(json.RootElement.GetProperty("avgDist").GetDouble(), expected - 0.5, expected + 0.5);
    }

    [Fact]
    public void Picture_is_a_png_and_the_text_names_distance_and_count()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("masks", "--cell", "32", "--ratio", "0.6", "--out", lab["masks.png"]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(lab["masks.png"])[..4]);
        Assert.Contains("AvgDist", result.Output);
        Assert.Contains("hidden tokens 1408 of 2304", result.Output); // 22 of 36 cells of 64 tokens
    }

    [Theory]
    [InlineData("--size", "5")]
    [InlineData("--ratio", "1.5")]
    [InlineData("--strategy", "spiral")]
    [InlineData("--samples", "0")]
    public void Impossible_mask_is_a_user_error(string option, string value)
    {
        using var lab = new Laboratory();
        Assert.Equal(1, lab.Mim("masks", option, value, "--out", lab["masks.png"]).Code);
    }
}
