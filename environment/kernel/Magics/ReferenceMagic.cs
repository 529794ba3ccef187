using MimLab.Kernel.Display;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Magics;

/// <summary><c>#r</c> of libraries and packages, and <c>#i</c> of package sources.</summary>
internal sealed class ReferenceMagic(CellScript script)
{
    private readonly HashSet<string> _referenced = [];
    private readonly PackageRestore _restore = new(script.Folder);

    /// <exception cref="MagicException">The library or package is not there.</exception>
    public MimeBundle? Run(CellRun run, CellSegment segment)
    {
        string target = Unquote(segment.Arguments, "#r");
        if (Package(target) is { } package) AddPackage(run, package);
        else AddLibrary(target);
        return null;
    }

    /// <exception cref="MagicException">The source is not written as one.</exception>
    public MimeBundle? AddSource(string arguments)
    {
        string source = Unquote(arguments, "#i");
        _restore.Sources.Add(Package(source) ?? source);
        return null;
    }

    private void AddLibrary(string target)
    {
        string path = Path.GetFullPath(target, script.Folder);
        if (!File.Exists(path))
        {
            string name = Path.GetFileNameWithoutExtension(target);
            // The framework's own assemblies are there without asking.
            if (target == Path.GetFileName(target) && InFramework(target, name)) return;
            throw new MagicException($"#r: there is no file {path}. Build the library with environment/mim setup, or correct the path (it starts from the notebook's folder).");
        }
        try
        {
            script.Assemblies.Add(path);
            Refer(path);
        }
        catch (BadImageFormatException)
        {
            throw new MagicException($"#r: {path} is not a .NET library.");
        }
    }

    private static bool InFramework(string target, string name) =>
        File.Exists(Path.Combine(PlatformReferences.Folder, target + ".dll")) || File.Exists(Path.Combine(PlatformReferences.Folder, name + ".dll"));

    private void AddPackage(CellRun run, string package)
    {
        string[] parts = package.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || parts[0].Length == 0)
            throw new MagicException($"#r \"nuget:{package}\" is not written as #r \"nuget: ID, VERSION\".");
        DisplayedValue progress = Display.Kernel.display($"Restoring {package} ...");
        PackageFiles files;
        try
        {
            files = _restore.Restore(parts[0], parts.ElementAtOrDefault(1), run.Token);
        }
        catch (MagicException)
        {
            progress.Update($"{package} was not restored.");
            throw;
        }
        foreach (string path in files.Runtime) script.Assemblies.AddFromPackage(path);
        foreach (string path in files.Native) script.Assemblies.AddNative(path);
        foreach (string path in files.Compile) Refer(path);
        progress.Update($"Installed {parts[0]}, {files.Version}");
    }

    private void Refer(string path)
    {
        if (_referenced.Add(path)) script.Chain.AddReference(PlatformReferences.Read(path));
    }

    private static string? Package(string target) =>
        target.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? target["nuget:".Length..].Trim() : null;

    private static string Unquote(string arguments, string magic)
    {
        int end = arguments.LastIndexOf('"');
        if (end < 1 || arguments[0] != '"') throw new MagicException($"{magic} needs its argument in double quotes, not {arguments}.");
        return arguments[1..end].Trim();
    }
}
