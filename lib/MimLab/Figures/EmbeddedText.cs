using System.Text;

namespace MimLab.Figures;

/// <summary>Text files built into the assembly, named by their path below this folder.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream("Figures/" + name)
            ?? throw new InvalidOperationException($"The assembly was built without its file Figures/{name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
