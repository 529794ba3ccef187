using System.Text.Json.Nodes;

namespace Kernel.Tests.Clients;

/// <summary><c>mim notebook run</c> (Headless/run.py): nbclient with this kernel.</summary>
public sealed class HeadlessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public HeadlessTests()
    {
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray(PythonClient.DotNet, "exec", PythonClient.Kernel, "{connection_file}"),
            ["display_name"] = "under test",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
        };
        _folder.Write("jupyter/kernels/mimlab-csharp/kernel.json", spec.ToJsonString());
    }

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_notebook_is_executed_in_its_folder_and_written_with_its_outputs()
    {
        _folder.Write("neighbour.txt", "beside");
        string file = Notebook("int images = 3;", "Console.Write(\"a\"); Console.Write(\"b\"); System.IO.File.ReadAllText(\"neighbour.txt\")");
        (string output, string errors) = Run(0, file, "--in-place");
        JsonNode written = JsonNode.Parse(File.ReadAllText(file))!;
        JsonArray outputs = written["cells"]![2]!["outputs"]!.AsArray();
        Assert.Equal("ab", string.Concat(outputs[0]!["text"]!.AsArray().Select(line => (string)line!)));
        Assert.Contains("beside", outputs[1]!["data"]!["text/plain"]!.ToJsonString());
        Assert.Equal("polyglot-notebook", (string)written["metadata"]!["language_info"]!["name"]!);
        Assert.Equal(".net-csharp", (string)written["metadata"]!["kernelspec"]!["name"]!);
        Assert.Contains("2 code cells", output);
        Assert.Contains("cell 3 of 3", errors);
        Assert.Equal(["a.ipynb"], Directory.GetFiles(_folder.Path, "*.ipynb*").Select(Path.GetFileName));
    }

    [SkippableFact]
    public void Parameters_are_set_in_a_cell_behind_the_one_that_declares_them()
    {
        string file = Notebook("int images = 3; string name = \"x\"; double rate = 1;", "$\"{images} {name} {rate}\"");
        string before = File.ReadAllText(file), into = Path.Combine(_folder.Path, "executed");
        Run(0, file, "--output", into, "--set", "images=200", "--set", "name=a \"quick\" one", "--set", "rate=-1.5e-1");
        JsonArray cells = JsonNode.Parse(File.ReadAllText(Path.Combine(into, "a.ipynb")))!["cells"]!.AsArray();
        Assert.Equal("injected-parameters", (string)cells[2]!["metadata"]!["tags"]![0]!);
        Assert.Equal("images = 200;\nname = \"a \\\"quick\\\" one\";\nrate = -1.5e-1;", string.Concat(cells[2]!["source"]!.AsArray().Select(line => (string)line!)));
        Assert.Contains("200 a \"quick\" one -0.15", (string)cells[3]!["outputs"]![0]!["data"]!["text/plain"]![0]!);
        Assert.Equal(before, File.ReadAllText(file));
    }

    [SkippableFact]
    public void A_second_run_replaces_the_parameters_of_the_first()
    {
        string file = Notebook("int images = 3;", "images");
        Run(0, file, "--in-place", "--set", "images=200");
        Run(0, file, "--in-place");
        JsonArray cells = JsonNode.Parse(File.ReadAllText(file))!["cells"]!.AsArray();
        Assert.Equal(3, cells.Count);
        Assert.Equal("3", (string)cells[2]!["outputs"]![0]!["data"]!["text/plain"]![0]!);
    }

    [SkippableFact]
    public void A_failing_cell_is_named_with_its_error_and_the_file_stays_as_it_was()
    {
        string file = Notebook("int images = 3;", "throw new InvalidOperationException(\"no such mask\");");
        string before = File.ReadAllText(file);
        (_, string errors) = Run(1, file, "--in-place");
        Assert.Contains("cell 3 of 3 failed", errors);
        Assert.Contains("no such mask", errors);
        Assert.Contains("at cell 2, line 1", errors);
        Assert.DoesNotContain("while executing the following cell", errors);
        Assert.Equal(before, File.ReadAllText(file));
        Assert.Contains("cell 2 of 3 failed", Run(1, Notebook("int images = ;", "1")).Errors);
    }

    [SkippableFact]
    public void A_cell_that_ends_the_kernel_is_named_too() =>
        Assert.Contains("exit code 3", Run(1, Notebook("int images = 3;", "Environment.Exit(3);")).Errors);

    [SkippableFact]
    public void A_cell_over_its_time_is_named() =>
        Assert.Contains("cell 2 of 3 took longer than 1 s", Run(1, Notebook("while (true) { }", "1"), "--timeout", "1").Errors);

    [SkippableTheory]
    [InlineData("size=3", "has no parameter size; its parameters are images")]
    [InlineData("images", "is not NAME=VALUE")]
    [InlineData("a b=1", "is not NAME=VALUE")]
    public void A_parameter_that_cannot_be_set_is_refused(string parameter, string words)
    {
        string file = Notebook("int images = 3;", "1");
        int exitCode = words.Contains("NAME", StringComparison.Ordinal) ? 2 : 1;
        Assert.Contains(words, Run(exitCode, file, "--set", parameter).Errors);
    }

    [SkippableFact]
    public void Notebooks_of_one_name_for_one_folder_are_refused_before_any_runs()
    {
        string file = Notebook("int images = 3;", "1"), into = Path.Combine(_folder.Path, "executed");
        string twin = _folder.Write("other/a.ipynb", File.ReadAllText(file)), third = _folder.Write("b.ipynb", File.ReadAllText(file));
        (string output, string errors) = Run(2, third, file, twin, "--output", into);
        Assert.Contains($"{file} and {twin} would be written to the same file in {into}: give each a call of its own", errors);
        Assert.DoesNotContain("Traceback", errors);
        Assert.Empty(output);
        Assert.False(Directory.Exists(into));
    }

    [SkippableFact]
    public void What_is_no_notebook_is_refused_in_one_line_each()
    {
        string text = _folder.Write("text.ipynb", "hello");
        (_, string errors) = Run(1, text, Path.Combine(_folder.Path, "missing.ipynb"));
        Assert.Contains("text.ipynb: is no notebook", errors);
        Assert.Contains("missing.ipynb: cannot be read", errors);
        Assert.DoesNotContain("Traceback", errors);
    }

    private (string Output, string Errors) Run(int exitCode, params string[] arguments) =>
        PythonClient.Run(exitCode, Path.Combine(_folder.Path, "jupyter"), [PythonClient.Script("run.py"), .. arguments]);

    private string Notebook(string parameters, string code)
    {
        JsonObject Cell(string source, params JsonNode[] tags) => new()
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tags) },
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        };
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray(
                new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = "# Title" },
                Cell(parameters, "parameters"),
                Cell(code)),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)", ["language"] = "C#" },
                ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
        };
        return _folder.Write("a.ipynb", notebook.ToJsonString());
    }
}
