using System.Reflection;
using System.Runtime.Loader;
using MimLab.Kernel.Magics;

namespace MimLab.Kernel.Language;

/// <summary>
/// The load context of a notebook's cells and of the libraries that they refer to. Libraries are loaded from where they lie, so
/// that their <see cref="Assembly.Location"/> is the true one; what they need is looked for beside them.
/// </summary>
internal sealed class NotebookAssemblies() : AssemblyLoadContext("notebook")
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTime> _written = [];
    private readonly List<AssemblyDependencyResolver> _resolvers = [];
    private readonly List<string> _nativeFiles = [];

    /// <summary>Makes a library and what lies beside it known.</summary>
    /// <exception cref="MagicException">The file was rebuilt since it was loaded, or another one of its name was.</exception>
    public void Add(string path)
    {
        string name = AssemblyName.GetAssemblyName(path).Name!;
        lock (_gate)
        {
            if (_paths.TryGetValue(name, out string? known))
            {
                if (known != path)
                    throw new MagicException($"{path} has the name of {known}, which this kernel refers to already. Restart the kernel to change it.");
                if (_written[path] != File.GetLastWriteTimeUtc(path))
                    throw new MagicException($"{path} was rebuilt since this kernel loaded it. Restart the kernel to use the new build.");
                return;
            }
            _paths[name] = path;
            _written[path] = File.GetLastWriteTimeUtc(path);
            _resolvers.Add(new AssemblyDependencyResolver(path));
        }
    }

    /// <summary>
    /// Makes an assembly of a restored package known. A newer one than what was loaded already needs a restart.
    /// </summary>
    public void AddFromPackage(string path)
    {
        lock (_gate)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (_paths.TryGetValue(name, out string? known) && known != path && Assemblies.Any(one => one.Location == known))
                throw new MagicException($"{known} is loaded already and {path} is another version of it. Restart the kernel to change it.");
            _paths[name] = path;
            _written[path] = File.GetLastWriteTimeUtc(path);
        }
    }

    /// <summary>Makes a native library known by its path (a package's, which lies beside no assembly).</summary>
    public void AddNative(string path)
    {
        lock (_gate) _nativeFiles.Add(path);
    }

    /// <summary>Where the assembly of a name lies; null when that is not known here.</summary>
    public string? Find(AssemblyName name)
    {
        lock (_gate)
        {
            if (_paths.TryGetValue(name.Name!, out string? path)) return path;
            return _resolvers.Select(resolver => resolver.ResolveAssemblyToPath(name)).FirstOrDefault(File.Exists)
                ?? _paths.Values.Select(known => Path.Combine(Path.GetDirectoryName(known)!, name.Name + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The framework and the kernel's own assembly are shared with the kernel.
        if (assemblyName.Name == typeof(NotebookSession).Assembly.GetName().Name) return typeof(NotebookSession).Assembly;
        if (File.Exists(Path.Combine(PlatformReferences.Folder, assemblyName.Name + ".dll"))) return null;
        return Find(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        lock (_gate)
        {
            string? path = _resolvers.Select(resolver => resolver.ResolveUnmanagedDllToPath(unmanagedDllName)).FirstOrDefault(File.Exists)
                ?? Spellings(unmanagedDllName).SelectMany(Candidates).FirstOrDefault(File.Exists);
            return path is null ? 0 : LoadUnmanagedDllFromPath(path);
        }
    }

    private IEnumerable<string> Candidates(string file) =>
        _nativeFiles.Where(path => Path.GetFileName(path) == file)
            .Concat(_paths.Values.Select(path => Path.Combine(Path.GetDirectoryName(path)!, file)));

    private static IEnumerable<string> Spellings(string name)
    {
        string suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [name, name + suffix, "lib" + name + suffix, "lib" + name];
    }
}
