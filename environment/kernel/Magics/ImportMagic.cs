using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Magics;

/// <summary><c>#!import</c>: runs the C# of another file as if it stood in the cell.</summary>
internal sealed partial class ImportMagic(CellScript script)
{
    private const int DeepestImport = 20;

    private int _depth;

    /// <exception cref="MagicException">The file is missing, or of a kind that is not known.</exception>
    public MimeBundle? Run(CellRun run, CellSegment segment)
    {
        string given = segment.Arguments.Trim('"');
        if (given.Length == 0) throw new MagicException("#!import needs a file: #!import helpers.csx");
        string path = Path.GetFullPath(given, script.Folder);
        if (!File.Exists(path)) throw new MagicException($"#!import: there is no file {path}.");
        if (_depth == DeepestImport) throw new MagicException($"#!import: {given} imports itself in the end.");
        _depth++;
        try
        {
            int number = 0;
            foreach (string code in Read(path))
            {
                number++;
                string name = Path.GetFileName(path) + (Path.GetExtension(path) is ".cs" or ".csx" ? "" : $" cell {number}");
                script.RunPieces(run, code, name);
            }
        }
        finally
        {
            _depth--;
        }
        return null;
    }

    private static IReadOnlyList<string> Read(string path)
    {
        string text = File.ReadAllText(path);
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".cs" or ".csx" => [text],
                ".ipynb" => Notebook(text),
                ".dib" => Interactive(text),
                _ => throw new MagicException($"#!import: {path} must be a .cs, .csx, .ipynb or .dib file."),
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new MagicException($"#!import: {path} is not a notebook: {failure.Message}");
        }
    }

    private static IReadOnlyList<string> Notebook(string text)
    {
        using JsonDocument notebook = JsonDocument.Parse(text);
        List<string> cells = [];
        foreach (JsonElement cell in notebook.RootElement.GetProperty("cells").EnumerateArray())
        {
            if (cell.GetProperty("cell_type").GetString() != "code") continue;
            JsonElement source = cell.GetProperty("source");
            cells.Add(source.ValueKind == JsonValueKind.String
                ? source.GetString()!
                : string.Concat(source.EnumerateArray().Select(static line => line.GetString())));
        }
        return cells;
    }

    // Cells of a .dib begin with a line that names their language; the first part may be metadata.
    private static IReadOnlyList<string> Interactive(string text)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        bool csharp = true;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (Language().Match(line) is not { Success: true } language)
            {
                cell.Append(line).Append('\n');
                continue;
            }
            if (csharp) cells.Add(cell.ToString());
            cell.Clear();
            csharp = language.Groups["name"].Value is "csharp" or "c#";
        }
        if (csharp) cells.Add(cell.ToString());
        return [.. cells.Where(static one => !string.IsNullOrWhiteSpace(one))];
    }

    [GeneratedRegex(@"^#!(?<name>csharp|c#|fsharp|f#|markdown|html|javascript|js|pwsh|powershell|sql|kql|mermaid|http|value|meta)\s*$")]
    private static partial Regex Language();
}
