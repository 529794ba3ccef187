using MimLab.Models;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>A whole pre-trained model, head included, from a checkpoint of its run.</summary>
public static class PretrainedModel
{
    /// <summary>The model in evaluation mode, with the moving average of its weights where the run kept one.</summary>
    /// <param name="recipe">The recipe that was pre-trained.</param>
    /// <param name="checkpoint">A checkpoint of that run.</param>
    /// <exception cref="UserError">The file is missing or damaged, or belongs to another model.</exception>
    public static MaskedImageModel Load(Recipe recipe, string checkpoint)
    {
        if (!File.Exists(checkpoint)) throw new UserError($"There is no checkpoint {checkpoint}: pre-train first, or name an existing file.");
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var saved = SafeTensors.Read(checkpoint);
        var prefix = saved.Tensors.Keys.Any(k => k.StartsWith("ema/", StringComparison.Ordinal)) ? "ema/" : "model/";
        var model = recipe.CreateModel();
        foreach (var (name, own) in model.state_dict())
        {
            if (!saved.Tensors.TryGetValue(prefix + name, out var tensor) || !tensor.shape.SequenceEqual(own.shape))
                throw new UserError($"{checkpoint} has no \"{name}\" of shape [{string.Join(", ", own.shape)}]: use the recipe it was trained with.");
            own.copy_(tensor);
        }
        model.eval();
        return model;
    }
}
