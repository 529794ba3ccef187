namespace MimLab.Kernel.Magics;

/// <summary>The files of a restored package and of everything that it needs.</summary>
/// <param name="Version">The version that the restore chose.</param>
/// <param name="Compile">What the compiler refers to.</param>
/// <param name="Runtime">The assemblies that are loaded.</param>
/// <param name="Native">Native libraries for this machine.</param>
internal sealed record PackageFiles(string Version, IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyList<string> Native);
