using MimLab.Weights;
using TorchSharp;

namespace MimLab.Runner.Commands;

/// <summary>A file of weights to write, in the format that its name says.</summary>
internal static class WeightsOutput
{
    /// <exception cref="UserError">The name says no known format.</exception>
    public static void RequireKnown(string path)
    {
        if (Path.GetExtension(path) is not (".pth" or ".pt" or ".safetensors"))
            throw new UserError($"The output {path} must end in .pth, .pt or .safetensors, which says its format.");
    }

    /// <summary>Writes the whole file or none.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, torch.Tensor> tensors)
    {
        var partial = path + ".partial";
        try
        {
            if (Path.GetExtension(path) == ".safetensors") SafeTensors.Write(partial, tensors, new Dictionary<string, string> { ["format"] = "pt" });
            else TorchFile.Write(partial, tensors);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(partial)) File.Delete(partial);
            throw new UserError($"Cannot write {path}: {error.Message}", error);
        }
    }
}
