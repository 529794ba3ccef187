namespace MimLab.Kernel.Installation;

/// <summary>Where Jupyter looks for kernels.</summary>
/// <param name="variables">Reads an environment variable; null where it is not set.</param>
internal sealed class JupyterFolders(Func<string, string?> variables)
{
    /// <summary>The user's own data folder, as Jupyter finds it.</summary>
    public string UserData
    {
        get
        {
            if (Set("JUPYTER_DATA_DIR") is { } named) return named;
            if (Set("XDG_DATA_HOME") is { } shared) return Path.Combine(shared, "jupyter");
            string home = Set("HOME") ?? throw new KernelError("HOME is not set, so there is no place for kernel specifications; set it, or JUPYTER_DATA_DIR.");
            return Path.Combine(home, ".local", "share", "jupyter");
        }
    }

    /// <summary>Every data folder that a front end started from here may look into.</summary>
    public IEnumerable<string> All
    {
        get
        {
            foreach (string folder in (Set("JUPYTER_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)) yield return folder;
            yield return UserData;
            foreach (string variable in (string[])["VIRTUAL_ENV", "CONDA_PREFIX"])
            {
                if (Set(variable) is { } prefix) yield return Path.Combine(prefix, "share", "jupyter");
            }
            yield return "/usr/local/share/jupyter";
            yield return "/usr/share/jupyter";
        }
    }

    /// <summary>The folder of a kernel's specification inside a data folder.</summary>
    public static string Of(KernelSpec spec, string data) => Path.Combine(data, "kernels", spec.Name);

    private string? Set(string name) => variables(name) is { Length: > 0 } value ? value : null;
}
