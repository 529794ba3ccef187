using System.Runtime.CompilerServices;

namespace MimLab.Tests.Weights;

/// <summary>Files that PyTorch wrote; <c>golden/make.py</c> says how.</summary>
internal static class GoldenWeights
{
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(ThisFile())!, "golden");

    public static string File(string name) => Path.Combine(Folder, name);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
