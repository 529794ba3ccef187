using MimLab.Data;
using MimLab.Figures;
using MimLab.Models;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>A few test images with one mask each, always the same ones, to look at what a model paints.</summary>
public sealed class ReconstructionSamples : IDisposable
{
    private readonly Normalisation normalisation;

    /// <summary>Chooses the images and draws the masks.</summary>
    /// <param name="recipe">Its data, mask and pretrain sections are used.</param>
    /// <param name="count">How many images.</param>
    /// <exception cref="UserError">The recipe has no pretrain section, or the data is not there or cannot be read.</exception>
    public ReconstructionSamples(Recipe recipe, int count = 8)
    {
        var augmentation = recipe.Need(recipe.Pretrain, "pretrain").Augmentation.ForEvaluation();
        normalisation = Normalisation.Named(augmentation.Normalisation);
        var test = recipe.Data.Open(Split.Test);
        count = Math.Min(count, test.Count);
        using var loader = new Loader(ImageSubset.Random(test, count, seed: 0), new Augmentation(augmentation), new LoaderOptions
        {
            BatchSize = count,
            Shuffle = false,
            DropLast = false,
            Masks = recipe.Mask.Create(recipe.Model.ImageSize, recipe.Model.AnyEncoderShape().TokenSize),
            OneMaskPerBatch = MixMimShape.Covers(recipe.Model),
        });
        using var batch = loader.Epoch(0).First();
        Images = batch.Images.clone().DetachFromDisposeScope();
        Masks = batch.Masks!.clone().DetachFromDisposeScope();
    }

    /// <summary>The images, [B, 3, S, S], normalised.</summary>
    public Tensor Images { get; }

    /// <summary>The masks, [B, h, w] int64, 1 where hidden.</summary>
    public Tensor Masks { get; }

    /// <summary>What the model makes of them; its mode and its random numbers stay as they are.</summary>
    public IReadOnlyList<ReconstructionRow> Rows(MaskedImageModel model)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var training = model.training;
        model.eval();
        try
        {
            var device = model.parameters().First().device;
            var painted = model.Reconstruct(Images.to(device), Masks.to(device)).cpu(); // [B, 3, S, S]
            return TensorPicture.ToRows(Images, Masks, painted, normalisation, model.Seen(Images, Masks));
        }
        finally
        {
            model.train(training);
        }
    }

    /// <summary>Original, masked input, output, and output in the hidden places.</summary>
    /// <param name="model">The model.</param>
    /// <param name="setsAcross">How many images stand side by side, each with its four pictures.</param>
    /// <param name="side">Width of one picture in pixels.</param>
    public Raster Draw(MaskedImageModel model, int setsAcross = 2, int side = 96) => ReconstructionGrid.Draw(Rows(model), side, setsAcross);

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Masks.Dispose();
    }
}
