using MimLab.Kernel;

namespace Kernel.Tests.Language;

public sealed class CompletionTests : SessionTest
{
    [Theory]
    [InlineData("names.Whe|", "Where", "method")]
    [InlineData("names.Cou|", "Count", "property")]
    [InlineData("names?.Cou|", "Count", "property")]
    [InlineData("nam|", "names", "variable")]
    [InlineData("Twi|", "Twice", "method")]
    [InlineData("new Settings { Si|", "Size", "property")]
    [InlineData("Math.Ma|", "Max", "method")]
    [InlineData("System.Text.Js|", "Json", "namespace")]
    [InlineData("using System.Thr|", "Threading", "namespace")]
    [InlineData("fore|", "foreach", "keyword")]
    [InlineData("foreach (var one in names) { one.Sub|", "Substring", "method")]
    [InlineData("int local = 1; loc|", "local", "variable")]
    [InlineData("DateTime.UtcNow.Ye|", "Year", "property")]
    [InlineData("$\"{names.Cou|", "Count", "property")]
    [InlineData("#!ti|", "#!time", "magic")]
    [InlineData("#!time\nnames.Cou|", "Count", "property")]
    [InlineData("displ|", "display", "method")]
    public void What_fits_is_proposed(string typed, string expected, string kind)
    {
        Declare();
        CompletionList list = Complete(typed);
        CompletionItem item = Assert.Single(list.Items, item => item.Text == expected);
        Assert.Equal(kind, item.Kind);
        string code = typed.Replace("|", "", StringComparison.Ordinal);
        Assert.StartsWith(code[list.Start..list.End], expected, StringComparison.Ordinal);
        Assert.Equal(code.Length, list.End);
    }

    [Theory]
    [InlineData("\"names.Cou|")]
    [InlineData("// nam|")]
    [InlineData("/* nam|")]
    [InlineData("#!markdown\nnam|")]
    [InlineData("nothing_like_it.|")]
    [InlineData("names.Nothing|")]
    public void Where_nothing_fits_nothing_is_proposed(string typed)
    {
        Declare();
        Assert.Empty(Complete(typed).Items);
    }

    [Fact]
    public void A_signature_and_a_count_of_overloads_come_along()
    {
        Declare();
        Assert.Equal("int Twice(int number)", Complete("Twi|").Items[0].Signature);
        Assert.Contains("more)", Complete("Math.Max|").Items.Single(item => item.Text == "Max").Signature);
    }

    [Fact]
    public void Files_are_proposed_for_references_and_imports()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "build"));
        Write("build/Some.dll", "");
        Write("build/Some.txt", "");
        Write("start.csx", "");
        Assert.Equal(["build/"], Complete("#r \"bu|").Items.Select(item => item.Text));
        Assert.Equal(["Some.dll"], Complete("#r \"build/|").Items.Select(item => item.Text));
        Assert.Equal(["start.csx"], Complete("#!import st|").Items.Select(item => item.Text));
    }

    [Fact]
    public void Asking_changes_nothing()
    {
        Declare();
        Complete("int other = 1; oth|");
        Assert.Contains("CS0103", Fail("other").Value);
        Assert.Equal("1", Text("names.Count"));
    }

    [Fact]
    public void No_place_of_a_cell_is_too_odd_to_ask_about()
    {
        Declare();
        const string Cell = "#!time\nvar q = names.Select(x => x?.Length).ToList();\n$\"{q[0]:D} \\\" \"\n// é\nnew Settings { Size = 1, }. @\"";
        for (int i = 0; i <= Cell.Length; i++)
        {
            CompletionList list = Session.Complete(Cell, i);
            Assert.InRange(list.Start, 0, list.End);
            Assert.Equal(i, list.End);
            Session.Inspect(Cell, i, 1);
            Session.Complete(Cell[..i], i);
            Session.IsComplete(Cell[..i], out _);
        }
    }

    [Theory]
    [InlineData("names|", "List<string> names", "value: [ a ]")]
    [InlineData("Twice(|", "int Twice(int number)", "Twice as much.")]
    [InlineData("names.Wh|ere(x => true)", "Where<string>(Func<string, bool> predicate)", "")]
    [InlineData("#!ti|me", "#!time", "")]
    public void What_is_known_about_a_name_is_told(string typed, string declaration, string also)
    {
        Declare();
        string text = Inspect(typed)!;
        Assert.Contains(declaration, text);
        Assert.Contains(also, text);
    }

    [Fact]
    public void Nothing_is_told_about_an_unknown_name() => Assert.Null(Inspect("nobody|"));

    private void Declare() => Run(
        "/// <summary>Twice as <c>much</c>.</summary>\nint Twice(int number) => 2 * number;\n"
        + "var names = new List<string> { \"a\" }; class Settings { public int Size { get; set; } }");

    private CompletionList Complete(string typed) =>
        Session.Complete(typed.Replace("|", "", StringComparison.Ordinal), typed.IndexOf('|', StringComparison.Ordinal));

    private string? Inspect(string typed) =>
        Session.Inspect(typed.Replace("|", "", StringComparison.Ordinal), typed.IndexOf('|', StringComparison.Ordinal), 0)?.Bundle.Data["text/plain"] as string;
}
