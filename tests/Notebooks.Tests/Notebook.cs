using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>A notebook file of the repository.</summary>
internal sealed record Notebook(string Path, JsonObject Json)
{
    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Paths of all notebooks below notebooks/, relative to it.</summary>
    public static TheoryData<string> All => [.. Files().Order(StringComparer.Ordinal)];

    public IReadOnlyList<JsonObject> Cells { get; } = [.. Json["cells"]!.AsArray().Select(cell => cell!.AsObject())];

    public IEnumerable<JsonObject> CodeCells => Cells.Where(cell => (string?)cell["cell_type"] == "code");

    /// <summary>The outputs of all cells.</summary>
    public IEnumerable<JsonObject> Outputs => CodeCells.SelectMany(cell => cell["outputs"]!.AsArray()).Select(output => output!.AsObject());

    /// <summary>The cell of parameters.</summary>
    public JsonObject Parameters => CodeCells.First(cell => cell["metadata"]!["tags"]?.AsArray().Any(tag => (string?)tag == "parameters") == true);

    /// <summary>
    /// Values of the parameters that make it run in seconds, as its own metadata give them: name and C# expression.
    /// </summary>
    public IReadOnlyDictionary<string, string> Smoke =>
        Parameters["metadata"]!["smoke"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    public static Notebook Open(string name)
    {
        var path = System.IO.Path.Combine(Repository, "notebooks", name);
        return Read(path);
    }

    public static Notebook Read(string path) => new(path, JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    /// <summary>The text of a cell, or of a form of an output: a string, or lines.</summary>
    public static string Text(JsonNode? node) => node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)node ?? "";

    private static IEnumerable<string> Files()
    {
        var folder = System.IO.Path.Combine(Repository, "notebooks");
        return Directory.EnumerateFiles(folder, "*.ipynb", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(folder, file)).Where(file => !file.Contains(".ipynb_checkpoints", StringComparison.Ordinal));
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "environment", "mim")))
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("These tests run inside the repository.");
        return folder;
    }
}
