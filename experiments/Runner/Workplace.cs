namespace MimLab.Runner;

/// <summary>The folders that commands work in: the repository's recipes and ablations, and the ignored folder of runs.</summary>
/// <param name="Root">Folder that holds <c>experiments/</c>.</param>
/// <param name="Runs">Where runs in progress and local results lie.</param>
public sealed record Workplace(string Root, string Runs)
{
    /// <summary>The environment variable that names the root where it cannot be found, as in a bundle.</summary>
    public const string Variable = "MIMLAB_HOME";

    /// <summary>Where an ablation's definition and committed results lie.</summary>
    public string AblationFolder(string slug) => Path.Combine(Ablations, slug);

    /// <summary>The folder of all ablations.</summary>
    public string Ablations => Path.Combine(Root, "experiments", "ablations");

    /// <summary>The folder of recipes.</summary>
    public string Recipes => Path.Combine(Root, "experiments", "recipes");

    /// <summary>The folder of files that targets need: colour clusters, tokenizers.</summary>
    public string Targets => Path.Combine(Runs, "targets");

    /// <summary>
    /// MIMLAB_HOME, or the nearest folder with experiments/ablations above the current folder or above the program.
    /// </summary>
    /// <exception cref="UserError">There is none.</exception>
    public static Workplace Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named) && !HasExperiments(named))
            throw new UserError($"{Variable} is {named}, but there is no folder experiments/ablations in it: unset it, or name the repository's folder.");
        var root = string.IsNullOrEmpty(named) ? Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory) : Path.GetFullPath(named);
        if (root is null)
            throw new UserError($"Neither the current folder nor the program lies in the MimLab repository: go there, or set {Variable} to its folder.");
        return At(root);
    }

    /// <summary>The workplace of a repository.</summary>
    public static Workplace At(string root) => new(root, Path.Combine(root, "runs"));

    /// <summary>A path as it should be shown: relative to the current folder when that is shorter to read.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static bool HasExperiments(string folder) => Directory.Exists(Path.Combine(folder, "experiments", "ablations"));

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (HasExperiments(folder.FullName)) return folder.FullName;
        return null;
    }
}
