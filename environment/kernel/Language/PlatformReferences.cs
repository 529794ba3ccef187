using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace MimLab.Kernel.Language;

/// <summary>The framework's assemblies and this one, as the compiler sees them. Read once for the process.</summary>
internal static class PlatformReferences
{
    private static readonly Lazy<IReadOnlyList<PortableExecutableReference>> s_all = new(Read);

    public static IReadOnlyList<PortableExecutableReference> All => s_all.Value;

    /// <summary>The folder that the framework's assemblies are in.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Refers to an assembly file, reading no more than its metadata.</summary>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public static PortableExecutableReference Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var module = ModuleMetadata.CreateFromStream(stream, PEStreamOptions.PrefetchMetadata);
        return AssemblyMetadata.Create(module).GetReference(filePath: path);
    }

    private static IReadOnlyList<PortableExecutableReference> Read()
    {
        string[] trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        IEnumerable<string> framework = trusted.Where(static path => Path.GetDirectoryName(path) == Folder);
        return [.. framework.Append(typeof(NotebookSession).Assembly.Location).AsParallel().AsOrdered().Select(Read)];
    }
}
