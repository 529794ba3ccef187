using System.Diagnostics;
using System.Reflection;

namespace MimLab.Results;

/// <summary>
/// The commit of the running code. It is read from the repository's own files; git is only asked whether files differ.
/// A copy without a repository (a bundle) knows its commit from the assembly's informational version, <c>1.0.0+hash</c>.
/// </summary>
internal sealed record SourceCommit(string Hash, bool? Dirty)
{
    private const string Unknown = "unknown";
    // Tells this repository from one that happens to lie around the program.
    private const string Landmark = "environment/MimLab.slnx";

    /// <summary>Looks upward from <paramref name="start"/>.</summary>
    public static SourceCommit Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, Landmark))) continue;
            var hash = ReadHead(folder.FullName) ?? Ask(folder.FullName, "rev-parse", "HEAD")?.Trim();
            if (hash is not null) return new SourceCommit(hash, AskDirty(folder.FullName));
        }
        return new SourceCommit(FromAssembly(typeof(SourceCommit).Assembly), null);
    }

    /// <summary>
    /// The commit that <c>HEAD</c> of the checkout in <paramref name="root"/> names, from files alone; null where they do not
    /// say.
    /// </summary>
    public static string? ReadHead(string root)
    {
        var git = Path.Combine(root, ".git");
        if (File.Exists(git)) // a linked worktree: one line that names its folder
        {
            var line = File.ReadAllText(git).Trim();
            if (!line.StartsWith("gitdir:", StringComparison.Ordinal)) return null;
            git = Path.GetFullPath(line["gitdir:".Length..].Trim(), root);
        }
        var headFile = Path.Combine(git, "HEAD");
        if (!File.Exists(headFile)) return null;
        var head = File.ReadAllText(headFile).Trim();
        if (!head.StartsWith("ref:", StringComparison.Ordinal)) return IsHash(head) ? head : null;

        var reference = head["ref:".Length..].Trim();
        var commonFile = Path.Combine(git, "commondir");
        var common = File.Exists(commonFile) ? Path.GetFullPath(File.ReadAllText(commonFile).Trim(), git) : git;
        foreach (var folder in new[] { git, common })
        {
            var loose = Path.Combine(folder, reference);
            if (File.Exists(loose) && File.ReadAllText(loose).Trim() is var hash && IsHash(hash)) return hash;
        }
        var packed = Path.Combine(common, "packed-refs");
        if (!File.Exists(packed)) return null;
        foreach (var line in File.ReadLines(packed))
            if (line.Length > 41 && line[40] == ' ' && line[41..] == reference && IsHash(line[..40])) return line[..40];
        return null;
    }

    /// <summary>The hash behind the plus sign of the informational version.</summary>
    public static string FromAssembly(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+') is [_, var hash] && IsHash(hash) ? hash : Unknown;
    }

    private static bool IsHash(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit);

    // Generated results are left out: otherwise the first record appended would make the second run look dirty.
    private static bool? AskDirty(string root) => Ask(root, "status", "--porcelain", "--",
        "lib", "experiments", "data-scripts", "environment",
        ":(exclude,glob)experiments/ablations/*/results.jsonl", ":(exclude,glob)experiments/ablations/*/table*",
        ":(exclude,glob)experiments/ablations/*/chart*", ":(exclude,glob)experiments/ablations/*/report*",
        ":(exclude,glob)**/*.png", ":(exclude,glob)**/*.md") is { } changes ? changes.Length > 0 : null;

    private static string? Ask(string root, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = root };
            start.ArgumentList.Add("--no-optional-locks");
            foreach (var argument in arguments) start.ArgumentList.Add(argument);
            using var process = Process.Start(start);
            if (process is null) return null;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // git is not installed
        }
    }
}
