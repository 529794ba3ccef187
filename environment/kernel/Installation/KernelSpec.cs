using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Kernel.Installation;

/// <summary>The file by which Jupyter front ends find a kernel: how to start it and what to call it.</summary>
/// <param name="Name">The folder's name, by which notebooks ask for it.</param>
/// <param name="DisplayName">What menus show.</param>
internal sealed record KernelSpec(string Name, string DisplayName)
{
    /// <summary>This kernel under the name that is its own.</summary>
    public static KernelSpec Own { get; } = new("mimlab-csharp", "C# (MimLab)");

    /// <summary>This kernel under the name that C# notebooks of .NET Interactive ask for.</summary>
    public static KernelSpec DotNetInteractive { get; } = new(".net-csharp", ".NET (C#)");

    private const string Mark = "mimlab";

    /// <summary>The content of <c>kernel.json</c>.</summary>
    /// <param name="launcher">The repository's <c>environment/mim</c>.</param>
    /// <param name="environment">Variables to set for the kernel.</param>
    public JsonObject Describe(string launcher, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new JsonObject();
        foreach ((string name, string value) in environment.OrderBy(entry => entry.Key, StringComparer.Ordinal)) variables[name] = value;
        return new JsonObject
        {
            ["argv"] = new JsonArray(launcher, "notebook", "kernel", "{connection_file}"),
            ["display_name"] = DisplayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = variables,
            ["metadata"] = new JsonObject { [Mark] = new JsonObject { ["launcher"] = launcher } },
        };
    }

    /// <summary>
    /// Whether the spec in <paramref name="folder"/> was written by this program (from whichever working tree).
    /// </summary>
    public static bool IsOurs(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json"))) is JsonObject spec
                && spec["metadata"] is JsonObject metadata && metadata.ContainsKey(Mark);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }
}
