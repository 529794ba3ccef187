using System.Runtime.CompilerServices;
using MimLab.Parity;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Parity;

/// <summary>The golden fixtures of official implementations, joined from the two files each is kept in.</summary>
internal static class Golden
{
    public static string Folder() => Path.Combine(Path.GetDirectoryName(ThisFile())!, "golden");

    public static ParityFixture Load(string name, Action<Dictionary<string, Tensor>>? change = null, Func<string, string>? changeJson = null)
    {
        var folder = Directory.CreateTempSubdirectory("mimlab-golden-");
        try
        {
            using var parameters = SafeTensors.Read(Path.Combine(Folder(), name + ".params.safetensors"));
            using var values = SafeTensors.Read(Path.Combine(Folder(), name + ".values.safetensors"));
            var joined = parameters.Tensors.Concat(values.Tensors).ToDictionary();
            change?.Invoke(joined);
            SafeTensors.Write(Path.Combine(folder.FullName, name + ".safetensors"), joined);
            var json = File.ReadAllText(Path.Combine(Folder(), name + ".json"));
            var path = Path.Combine(folder.FullName, name + ".json");
            File.WriteAllText(path, changeJson?.Invoke(json) ?? json);
            return ParityFixture.Load(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
