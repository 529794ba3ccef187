using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>How the kernel introduces itself.</summary>
internal static class KernelInfo
{
    public static string Version { get; } =
        typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";

    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = Answer.Protocol,
        ["implementation"] = "mimlab",
        ["implementation_version"] = Version,
        ["banner"] = $"C# 14 on {RuntimeInformation.FrameworkDescription} (MimLab)",
        ["help_links"] = new JsonArray(),
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
    };
}
