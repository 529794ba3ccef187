using System.Diagnostics;
using MimLab.Runner;
using MimLab.Runner.Commands;
using MimLab.Runner.Display;

namespace Runner.Tests;

/// <summary>
/// A workplace of one test: the repository's recipes and ablations in a folder of its own, and commands run in it.
/// </summary>
internal sealed class Laboratory : IDisposable
{
    public const string Slug = "mask-patch-size";

    private readonly string root = Directory.CreateTempSubdirectory("mim-test-").FullName;

    public Laboratory()
    {
        Copy(Path.Combine(Repository, "experiments", "recipes"), Place.Recipes, "*.json");
        Copy(Path.Combine(Repository, "experiments", "ablations", Slug), Place.AblationFolder(Slug), "ablation.json");
    }

    public static string Repository { get; } = FindRepository();

    public Workplace Place => Workplace.At(root);

    public string this[string path] => Path.Combine(root, path);

    /// <summary>Where a reproduction without --record leaves its results.</summary>
    public string Results(string preset) => Path.Combine(Place.Runs, Slug, preset);

    public string Write(string path, string text)
    {
        var full = this[path];
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    /// <summary>Runs <c>mim</c> with these arguments in this process.</summary>
    public CommandResult Mim(params string[] arguments) => Mim(CancellationToken.None, new StringWriter(), arguments);

    public CommandResult Mim(CancellationToken stop, StringWriter output, params string[] arguments)
    {
        var error = new StringWriter();
        var code = CommandLine.Run(arguments, new Terminal(output, error, interactive: false), stop, Place);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Starts <c>mim</c> with these arguments in a process of its own, which signals may reach.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "mim.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Workplace.Variable] = root;
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static void Copy(string from, string to, string pattern)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, pattern)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "environment", "MimLab.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
