using MimLab.Models;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>The file with a pre-trained encoder: its parameters under their own names, and the recipe that made them.</summary>
public static class EncoderWeights
{
    /// <summary>Writes the encoder of a model.</summary>
    public static void Write(string path, MaskedImageModel model, Recipe recipe)
    {
        using var scope = NewDisposeScope();
        var tensors = ((nn.Module)model.Encoder).state_dict().ToDictionary(p => p.Key, p => p.Value.detach().cpu());
        DurableFile.Replace(path, "the encoder", stream => SafeTensors.Write(stream, tensors, new Dictionary<string, string>
        {
            ["format"] = "mimlab-encoder-1",
            ["recipeName"] = recipe.Name,
            ["recipe"] = recipe.ToJson(),
            ["recipeHash"] = recipe.Hash,
        }));
    }

    /// <summary>
    /// Fills an encoder from such a file, from a checkpoint of pre-training (its moving average where it has one), or from a
    /// PyTorch or safetensors file with official names. Positions of another image size are interpolated.
    /// </summary>
    /// <returns>What was filled, interpolated and left as it starts.</returns>
    /// <exception cref="UserError">The file is missing or damaged, or its encoder has another shape.</exception>
    public static WeightsReport Load(nn.Module encoder, string path)
    {
        if (!File.Exists(path)) throw new UserError($"There is no encoder file {path}: pre-train first, or name an existing file.");
        using var scope = NewDisposeScope();
        using var file = WeightsFile.Open(path);
        var tensors = file.ReadAll();
        try
        {
            return PretrainedEncoder.Load(encoder, tensors);
        }
        catch (UserError e)
        {
            throw new UserError($"Cannot use {path}: {e.Message}", e);
        }
    }
}
