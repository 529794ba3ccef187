using Kernel.Tests.Language;
using MimLab.Kernel;

namespace Kernel.Tests.Magics;

public sealed class MagicTests : SessionTest
{
    [Fact]
    public void Markdown_html_and_scripts_are_shown_as_what_they_are()
    {
        Run("#!markdown\n# It's \"so\n\n#!html\n<b>b</b>\n#!javascript\nlet a = 1;");
        Assert.Equal("# It's \"so\n\n", FrontEnd.Displays[0].Bundle.Data["text/markdown"]);
        Assert.Equal("<b>b</b>\n", FrontEnd.Displays[1].Bundle.Data["text/html"]);
        Assert.Contains("let a = 1;", (string)FrontEnd.Displays[2].Bundle.Data["text/html"]);
        Assert.All(FrontEnd.Displays, shown => Assert.True(shown.Bundle.Data.ContainsKey("text/plain")));
    }

    [Fact]
    public void A_magic_amid_code_runs_in_its_place_and_earlier_values_are_shown()
    {
        Assert.Equal("2", Text("int a = 1;\na\n#!who\nint b = 2;\nb"));
        Assert.Equal(["1", "a"], FrontEnd.Displays.Select(shown => shown.Bundle.Data["text/plain"]));
    }

    [Fact]
    public void Code_goes_on_after_csharp() => Assert.Equal("3", Text("#!markdown\ntext\n#!csharp\n1 + 2"));

    [Fact]
    public void Errors_keep_the_cells_own_lines() => Assert.StartsWith("(3,1): error CS0103", Fail("int a = 1;\n#!who\nmissing").Value);

    [Theory]
    [InlineData("\"\"\"\n#!nothing\n\"\"\"", "#!nothing")]
    [InlineData("/*\n#!nothing\n*/ 5", "5")]
    [InlineData("#region a\n7\n#endregion", "7")]
    public void Text_that_looks_like_a_magic_is_none(string code, string expected) => Assert.Equal(expected, Text(code));

    [Fact]
    public void An_unknown_magic_names_the_nearest()
    {
        CellError error = Fail("#!tiem");
        Assert.Equal("There is no magic #!tiem. The nearest is #!time; #!lsmagic lists them all.", error.Value);
        Assert.Contains("C# alone", Fail("#!fsharp\nlet a = 1").Value);
    }

    [Fact]
    public void Time_is_told_at_the_end()
    {
        Assert.Equal("4", Text("#!time\n2 + 2"));
        Assert.Matches(@"^Wall time: \d+\.\dms$", (string)FrontEnd.Displays.Single().Bundle.Data["text/plain"]);
    }

    [Fact]
    public void Variables_are_listed_with_their_newest_values()
    {
        Run("int size = 1; string name = \"a\";");
        Run("var size = 2.5;");
        Run("#!whos");
        Assert.Equal("Variable  Type    Value\nname      string  a\nsize      double  2.5", FrontEnd.Displays.Single().Bundle.Data["text/plain"]);
    }

    [Fact]
    public void All_magics_are_listed()
    {
        Run("#!lsmagic\n#!about");
        string list = (string)FrontEnd.Displays[0].Bundle.Data["text/plain"];
        Assert.All(["#!import", "#!time", "#!whos", "#r \"nuget:"], name => Assert.Contains(name, list));
        Assert.Contains("C# 14", (string)FrontEnd.Displays[1].Bundle.Data["text/plain"]);
    }

    [Theory]
    [InlineData("shared.csx", "int imported = 5; int Next(int x) => x + 1;")]
    [InlineData("shared.dib", "#!meta\n{\"a\":1}\n\n#!markdown\nIt's text\n\n#!csharp\n\nint imported = 5;\n\n#!csharp\n\nint Next(int x) => x + 1;\n")]
    [InlineData("shared.ipynb", """
        {"cells":[{"cell_type":"markdown","source":"It's"},{"cell_type":"code","source":["int imported\n"," = 5;"]},
        {"cell_type":"code","source":"int Next(int x) => x + 1;"}]}
        """)]
    public void A_file_is_imported(string name, string text)
    {
        Write(name, text);
        Assert.Equal("6", Text($"#!import {name}\nNext(imported)"));
    }

    [Fact]
    public void What_cannot_be_imported_is_said()
    {
        Write("broken.ipynb", "{");
        Write("text.txt", "");
        Write("loop.csx", "#!import loop.csx");
        Write("wrong.csx", "int a = 1;\nb");
        Assert.Contains("there is no file", Fail("#!import missing.csx").Value);
        Assert.Contains("is not a notebook", Fail("#!import broken.ipynb").Value);
        Assert.Contains("must be a .cs", Fail("#!import text.txt").Value);
        Assert.Contains("imports itself", Fail("#!import loop.csx").Value);
        Assert.StartsWith("wrong.csx (2,1): error CS0103", Fail("#!import wrong.csx").Traceback[0]);
    }
}
