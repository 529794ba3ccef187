using System.Text.Json;

namespace MimLab.Kernel.Installation;

/// <summary>Registers this kernel with Jupyter, and takes it back. Doing either twice changes nothing more.</summary>
internal sealed class Registration(JupyterFolders folders, TextWriter output)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Registers the kernel under its own name, and as <c>.net-csharp</c> unless another kernel has that name.</summary>
    /// <param name="launcher">The repository's <c>environment/mim</c>.</param>
    /// <param name="data">The Jupyter data folder to write to; null for the user's own.</param>
    /// <param name="environment">Variables to set for the kernel.</param>
    public void Install(string launcher, string? data, IReadOnlyDictionary<string, string> environment)
    {
        string place = data ?? folders.UserData;
        Write(KernelSpec.Own, launcher, place, environment);
        if (Others(KernelSpec.DotNetInteractive).FirstOrDefault() is { } other)
        {
            output.WriteLine($"Left {KernelSpec.DotNetInteractive.Name} to the kernel in {other}; choose \"{KernelSpec.Own.DisplayName}\" in the front end.");
            // Ours would hide it, or be hidden by it.
            Remove(KernelSpec.DotNetInteractive, place);
        }
        else
        {
            Write(KernelSpec.DotNetInteractive, launcher, place, environment);
        }
    }

    /// <summary>Removes what <see cref="Install"/> wrote; another program's kernel of the same name stays.</summary>
    public void Uninstall(string? data)
    {
        string place = data ?? folders.UserData;
        bool own = Remove(KernelSpec.Own, place), shared = Remove(KernelSpec.DotNetInteractive, place);
        if (!own && !shared) output.WriteLine($"There was nothing of this kernel in {place}.");
    }

    private IEnumerable<string> Others(KernelSpec spec) =>
        folders.All.Select(data => JupyterFolders.Of(spec, data))
            .Where(folder => File.Exists(Path.Combine(folder, "kernel.json")) && !KernelSpec.IsOurs(folder));

    private void Write(KernelSpec spec, string launcher, string data, IReadOnlyDictionary<string, string> environment)
    {
        string folder = JupyterFolders.Of(spec, data), file = Path.Combine(folder, "kernel.json");
        string text = spec.Describe(launcher, environment).ToJsonString(Readable) + "\n";
        try
        {
            bool same = File.Exists(file) && File.ReadAllText(file) == text;
            if (!same)
            {
                Directory.CreateDirectory(folder);
                string fresh = Path.Combine(folder, $"kernel.json.{Environment.ProcessId}");
                File.WriteAllText(fresh, text);
                File.Move(fresh, file, overwrite: true);
            }
            output.WriteLine($"{(same ? "Already registered" : "Registered")} \"{spec.DisplayName}\" as {spec.Name} ({file}).");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KernelError($"{file} cannot be written: {failure.Message.TrimEnd('.')}.");
        }
    }

    private bool Remove(KernelSpec spec, string data)
    {
        string folder = JupyterFolders.Of(spec, data);
        if (!KernelSpec.IsOurs(folder)) return false;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KernelError($"{folder} cannot be removed: {failure.Message.TrimEnd('.')}.");
        }
        output.WriteLine($"Removed {spec.Name} ({folder}).");
        return true;
    }
}
