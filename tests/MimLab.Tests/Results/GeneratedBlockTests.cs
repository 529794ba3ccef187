using MimLab.Results;

namespace MimLab.Tests.Results;

public class GeneratedBlockTests
{
    private const string Page = "# Title\n<!-- generated:headline -->\nold\n<!-- /generated:headline -->\nend\n";

    [Fact]
    public void Only_the_inside_changes_and_a_second_time_nothing_does()
    {
        var once = GeneratedBlock.Replace(Page, "headline", "| a |\n|---|\n");
        Assert.Equal("# Title\n<!-- generated:headline -->\n| a |\n|---|\n<!-- /generated:headline -->\nend\n", once);
        Assert.Equal(once, GeneratedBlock.Replace(once, "headline", "| a |\n|---|\n"));
    }

    [Theory]
    [InlineData("nothing", "no line")]
    [InlineData("<!-- generated:headline -->", "no end")]
    [InlineData(Page + Page, "twice")]
    public void A_page_without_one_whole_block_is_refused(string page, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserError>(() => GeneratedBlock.Replace(page, "headline", "x")).Message);
}
