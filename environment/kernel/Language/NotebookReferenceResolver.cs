using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace MimLab.Kernel.Language;

/// <summary>Finds what a referenced library refers to in turn, so that a cell can use types that come out of it.</summary>
internal sealed class NotebookReferenceResolver(NotebookAssemblies assemblies) : MetadataReferenceResolver
{
    public override bool ResolveMissingAssemblies => true;

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        assemblies.Find(new AssemblyName(referenceIdentity.GetDisplayName())) is { } path ? PlatformReferences.Read(path) : null;

    // Directives are handled before the compiler sees the cell.
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
