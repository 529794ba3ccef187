using MimLab.Models;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>A whole pre-trained model, head included, from a checkpoint of its run or an official one.</summary>
public static class PretrainedModel
{
    /// <summary>The model in evaluation mode, with the moving average of its weights where the run kept one.</summary>
    /// <param name="recipe">The recipe that was pre-trained.</param>
    /// <param name="checkpoint">
    /// A checkpoint of that run, or a PyTorch or safetensors file with the official names; positions of another image size are
    /// interpolated.
    /// </param>
    /// <exception cref="UserError">The file is missing or damaged, or belongs to another model.</exception>
    public static MaskedImageModel Load(Recipe recipe, string checkpoint)
    {
        if (!File.Exists(checkpoint)) throw new UserError($"There is no checkpoint {checkpoint}: pre-train first, or name an existing file.");
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var file = WeightsFile.Open(checkpoint);
        var saved = file.ReadAll();
        var model = recipe.CreateModel();
        var own = model.state_dict();
        if (own.All(item => saved.TryGetValue(item.Key, out var tensor) && tensor.shape.SequenceEqual(item.Value.shape)))
            foreach (var (name, tensor) in own) tensor.copy_(saved[name]); // a run of ours: buffers too
        else if (PretrainedEncoder.Fill(model, saved) is { Complete: false } report)
            throw new UserError($"Cannot use {checkpoint}: {report.OtherModel ?? report.Gap}");
        model.eval();
        return model;
    }
}
