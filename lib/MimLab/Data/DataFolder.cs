namespace MimLab.Data;

/// <summary>Where data sets lie on this machine.</summary>
public static class DataFolder
{
    /// <summary>The environment variable that names the data folder.</summary>
    public const string Variable = "MIMLAB_DATA";

    /// <summary>
    /// The data folder: <paramref name="chosen"/> (the command line's <c>--data</c>), else MIMLAB_DATA, else <c>data/</c> in the
    /// repository that the program or the current folder lies in, else <c>data/</c> here. It need not exist yet.
    /// </summary>
    public static string Find(string? chosen = null)
    {
        if (!string.IsNullOrWhiteSpace(chosen)) return Path.GetFullPath(chosen);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return Path.GetFullPath(named);
        var root = RepositoryAbove(Directory.GetCurrentDirectory()) ?? RepositoryAbove(AppContext.BaseDirectory);
        return Path.Combine(root ?? Directory.GetCurrentDirectory(), "data");
    }

    private static string? RepositoryAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "environment"))
                && Directory.Exists(Path.Combine(folder.FullName, "data-scripts"))) return folder.FullName;
        }
        return null;
    }
}
