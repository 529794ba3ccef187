using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Notebooks.Tests;

/// <summary>What must hold of a notebook as it lies in the repository, outputs included.</summary>
public partial class StoredNotebookTests
{
    private const int MostLines = 20;
    private const int MostCharacters = 130;
    private const int MostBytes = 1_500_000;
    private const string Plotly = "application/vnd.plotly.v1+json";

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void It_opens_in_every_host(string name)
    {
        var notebook = Notebook.Open(name);
        var metadata = notebook.Json["metadata"]!;
        Assert.Equal((4, ".net-csharp", "C#", "polyglot-notebook"), ((int)notebook.Json["nbformat"]!, (string)metadata["kernelspec"]!["name"]!,
            (string)metadata["kernelspec"]!["language"]!, (string)metadata["language_info"]!["name"]!));
        var kernels = metadata["polyglot_notebook"]!["kernelInfo"]!;
        Assert.Equal("csharp", (string)kernels["defaultKernelName"]!);
        Assert.Contains(kernels["items"]!.AsArray(), item => (string)item!["name"]! == "csharp" && (string)item["languageName"]! == "C#");
        Assert.Equal(notebook.Cells.Count, notebook.Cells.Select(cell => (string)cell["id"]!).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void Its_first_cell_holds_parameters_and_the_second_loads_the_library(string name)
    {
        var notebook = Notebook.Open(name);
        var code = notebook.CodeCells.Select(cell => Notebook.Text(cell["source"])).ToList();
        Assert.Same(notebook.CodeCells.First(), notebook.Parameters);
        Assert.NotEmpty(notebook.Smoke);
        Assert.All(notebook.Smoke.Keys, parameter => Assert.Matches($@"(?m)^\w+ {parameter} =", code[0]));
        var up = string.Concat(Enumerable.Repeat("../", name.Count(c => c == '/') + 1));
        Assert.StartsWith($"#r \"{up}lib/MimLab/bin/Release/net10.0/MimLab.Torch.dll\"\n#r \"{up}lib/MimLab/bin/Release/net10.0/MimLab.dll\"\n", code[1]);
    }

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void Its_cells_are_small(string name) => Assert.All(Notebook.Open(name).CodeCells, cell =>
    {
        var lines = Notebook.Text(cell["source"]).Split('\n');
        Assert.True(lines.Length <= MostLines, $"{lines.Length} lines: {lines[0]}");
        Assert.All(lines, line => Assert.True(line.Length <= MostCharacters, line));
    });

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void It_is_stored_with_the_outputs_of_one_run_from_top_to_bottom(string name)
    {
        var notebook = Notebook.Open(name);
        Assert.Equal(Enumerable.Range(1, notebook.CodeCells.Count()), notebook.CodeCells.Select(cell => (int?)cell["execution_count"] ?? 0));
        Assert.All(notebook.Outputs, output => Assert.NotEqual("error", (string)output["output_type"]!));
        Assert.Contains(notebook.Outputs, output => output["data"]?["image/png"] is not null || output["data"]?["image/svg+xml"] is not null);
        Assert.DoesNotContain(notebook.CodeCells, cell => cell["metadata"]!["tags"]?.ToJsonString().Contains("injected-parameters", StringComparison.Ordinal) == true);
    }

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void Every_output_can_be_read_without_scripts(string name)
    {
        foreach (var data in Notebook.Open(name).Outputs.Select(output => output["data"]).OfType<JsonObject>())
        {
            Assert.NotNull(data["text/plain"]);
            if (data[Plotly] is { } figure)
            {
                Assert.Equal(System.Text.Json.JsonValueKind.Object, figure.GetValueKind());
                Assert.True(data["image/svg+xml"] is not null || data["image/png"] is not null, "a chart without a static picture");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void It_is_small_and_says_nothing_about_the_machine(string name)
    {
        var notebook = Notebook.Open(name);
        Assert.InRange(new FileInfo(notebook.Path).Length, 1, MostBytes);
        var text = string.Concat(notebook.Outputs.Select(output => output.ToJsonString())) + string.Concat(notebook.Cells.Select(cell => Notebook.Text(cell["source"])));
        Assert.DoesNotMatch(MachinePath(), Base64().Replace(text, ""));
    }

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void Its_links_lead_somewhere(string name)
    {
        var notebook = Notebook.Open(name);
        var folder = Path.GetDirectoryName(notebook.Path)!;
        foreach (var cell in notebook.Cells.Where(cell => (string?)cell["cell_type"] == "markdown"))
            foreach (Match link in Link().Matches(Notebook.Text(cell["source"])))
                Assert.True(Path.Exists(Path.Combine(folder, link.Groups[1].Value)), link.Value);
    }

    [Theory]
    [MemberData(nameof(Notebook.All), MemberType = typeof(Notebook))]
    public void The_readme_lists_it(string name) =>
        Assert.Contains($"({name})", File.ReadAllText(Path.Combine(Notebook.Repository, "notebooks", "README.md")));

    [GeneratedRegex(@"(?<![\w.])/(home|root|tmp|work|Users|mnt|var)/|[A-Z]:\\\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"[A-Za-z0-9+/=]{200,}")]
    private static partial Regex Base64();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex Link();
}
