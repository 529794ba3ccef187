using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Magics;

/// <summary>
/// Gets packages through the ordinary <c>dotnet restore</c> of a project made for the purpose, so that sources, credentials and
/// the package cache are those of every other project; NuGet.config files are looked for from the notebook's folder upwards.
/// </summary>
internal sealed partial class PackageRestore(string folder)
{
    private readonly Dictionary<string, string> _packages = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Package sources beside the configured ones.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>Restores a package together with the ones before it, so that versions agree.</summary>
    /// <param name="id">The package's name.</param>
    /// <param name="version">A version or a version range; null for the newest.</param>
    /// <param name="token">Ends the restore.</param>
    /// <exception cref="MagicException">The restore failed; the message is the restore's.</exception>
    public PackageFiles Restore(string id, string? version, CancellationToken token)
    {
        var wanted = new Dictionary<string, string>(_packages, StringComparer.OrdinalIgnoreCase)
        {
            [id] = string.IsNullOrEmpty(version) ? _packages.GetValueOrDefault(id, "*") : version,
        };
        DirectoryInfo work = Directory.CreateTempSubdirectory("mimlab-packages-");
        try
        {
            File.WriteAllText(Path.Combine(work.FullName, "notebook.csproj"), Project(wanted));
            // Keeps build files of folders above the temporary one out.
            File.WriteAllText(Path.Combine(work.FullName, "Directory.Build.props"), "<Project />");
            File.WriteAllText(Path.Combine(work.FullName, "Directory.Build.targets"), "<Project />");
            string assets = Path.Combine(work.FullName, "obj", "project.assets.json");
            string output = Run(work.FullName, token);
            if (!File.Exists(assets) || Problem().IsMatch(output)) throw new MagicException(Explain(id, version, output));
            PackageFiles files = ReadAssets(assets, id);
            _packages[id] = wanted[id];
            return files;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private string Project(Dictionary<string, string> packages)
    {
        IEnumerable<string> references = packages.Select(
            static one => $"    <PackageReference Include=\"{SecurityElement.Escape(one.Key)}\" Version=\"{SecurityElement.Escape(one.Value)}\" />");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(folder)}</RestoreRootConfigDirectory>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', Sources))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', references)}
              </ItemGroup>
            </Project>
            """;
    }

    private static string Run(string work, CancellationToken token)
    {
        string dotnet = Path.GetFullPath(Path.Combine(PlatformReferences.Folder, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(File.Exists(dotnet) ? dotnet : "dotnet", ["restore", "-nologo", "--disable-build-servers"])
        {
            WorkingDirectory = work,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The restore must see a plain environment, not what this process was started with.
        foreach (string name in new[] { "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" }) start.Environment.Remove(name);
        using Process process = Process.Start(start) ?? throw new MagicException("dotnet restore could not be started.");
        using CancellationTokenRegistration stop = token.Register(() => process.Kill(entireProcessTree: true));
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        token.ThrowIfCancellationRequested();
        return output + errors.Result;
    }

    private static string Explain(string id, string? version, string output)
    {
        string package = string.IsNullOrEmpty(version) ? id : $"{id}, {version}";
        IEnumerable<string> problems = Problem().Matches(output).Select(static match => match.Groups["text"].Value.Trim()).Distinct();
        string why = string.Join(' ', problems);
        return $"#r \"nuget: {package}\": {(why.Length > 0 ? why : output.Trim())}";
    }

    private static PackageFiles ReadAssets(string path, string id)
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement root = assets.RootElement;
        string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(static one => one.Name)];
        JsonElement target = root.GetProperty("targets").EnumerateObject().Last().Value;
        string chosen = "";
        List<string> compile = [], runtime = [], native = [];
        foreach (JsonProperty library in target.EnumerateObject())
        {
            string[] name = library.Name.Split('/');
            if (string.Equals(name[0], id, StringComparison.OrdinalIgnoreCase)) chosen = name[1];
            string at = root.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
            void Collect(string kind, List<string> into)
            {
                if (!library.Value.TryGetProperty(kind, out JsonElement files)) return;
                foreach (JsonProperty file in files.EnumerateObject())
                {
                    // An empty folder stands for "in the framework already".
                    if (Path.GetFileName(file.Name) == "_._") continue;
                    if (folders.Select(one => Path.Combine(one, at, file.Name)).FirstOrDefault(File.Exists) is { } found) into.Add(found);
                }
            }
            Collect("compile", compile);
            Collect("runtime", runtime);
            Collect("native", native);
        }
        return new PackageFiles(chosen, compile, runtime, native);
    }

    [GeneratedRegex(@"error (?:NU|MSB|NETSDK)\d+: (?<text>[^\r\n\[]+)")]
    private static partial Regex Problem();
}
