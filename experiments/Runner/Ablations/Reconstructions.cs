using MimLab.Data;
using MimLab.Figures;
using MimLab.Training;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Runner.Ablations;

/// <summary>What a pre-trained model makes of masked test images.</summary>
internal static class Reconstructions
{
    private const int Images = 8;

    /// <summary>Name of the picture in a run's folder.</summary>
    public const string File = "reconstruction.png";

    /// <summary>Original, masked input, prediction and filled-in image of eight test images, always the same ones, as PNG bytes.</summary>
    /// <param name="recipe">The recipe that was pre-trained.</param>
    /// <param name="checkpoint">Its checkpoint.</param>
    public static byte[] Picture(Recipe recipe, string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var augmentation = recipe.Pretrain!.Augmentation.ForEvaluation();
        using var model = recipe.CreateModel();
        using (var saved = SafeTensors.Read(checkpoint))
        {
            var prefix = saved.Tensors.Keys.Any(k => k.StartsWith("ema/", StringComparison.Ordinal)) ? "ema/" : "model/";
            var state = model.state_dict();
            foreach (var (name, tensor) in saved.Tensors)
                if (name.StartsWith(prefix, StringComparison.Ordinal) && state.TryGetValue(name[prefix.Length..], out var own)) own.copy_(tensor);
        }
        model.eval();
        var test = recipe.Data.Open(Split.Test);
        using var loader = new Loader(ImageSubset.Random(test, Math.Min(Images, test.Count), seed: 0), new Augmentation(augmentation), new LoaderOptions
        {
            BatchSize = Images,
            Shuffle = false,
            DropLast = false,
            Masks = recipe.Mask.Create(model.Encoder.ImageSize, model.Encoder.TokenSize),
        });
        using var batch = loader.Epoch(0).First();
        var filled = model.Reconstruct(batch.Images, batch.Masks!); // [B, 3, S, S]
        return ReconstructionGrid.Png(TensorPicture.ToRows(batch.Images, batch.Masks!, filled, Normalisation.Named(augmentation.Normalisation)), setsAcross: 2);
    }
}
