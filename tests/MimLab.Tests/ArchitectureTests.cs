using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MimLab.Tests;

public partial class ArchitectureTests
{
    /// <summary>The library's folders from the bottom up: each may use those before it.</summary>
    private static readonly string[] BottomUp =
    [
        "Weights", "Layers", "Masking", "Data", "Heads", "Targets", "Backbones", "Models", "Parity", "Results", "Figures", "Training", "Evaluation",
    ];

    [Fact]
    public void Folders_depend_downward_only()
    {
        var library = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "lib", "MimLab");
        var wrong = new List<string>();
        foreach (var (folder, height) in BottomUp.Select((folder, height) => (folder, height)))
            foreach (var file in Directory.GetFiles(Path.Combine(library, folder), "*.cs", SearchOption.AllDirectories))
                foreach (Match use in Namespaces().Matches(File.ReadAllText(file)))
                    if (Array.IndexOf(BottomUp, use.Groups[1].Value) > height)
                        wrong.Add($"{folder}/{Path.GetFileName(file)} uses {use.Value}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_has_its_place()
    {
        var library = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "lib", "MimLab");
        var folders = Directory.GetDirectories(library).Select(f => Path.GetFileName(f)).Except(["bin", "obj", "TorchSharpEngine"]);
        Assert.Equal(BottomUp.Order(), folders.Order());
    }

    [GeneratedRegex(@"\bMimLab\.([A-Z][A-Za-z]+)")]
    private static partial Regex Namespaces();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
