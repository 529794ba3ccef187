using MimLab.Data;
using MimLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>Masked pre-training of a recipe: images without labels, masks, a loss on what is hidden.</summary>
public static class Pretraining
{
    /// <summary>Name of the encoder's file in the run's folder.</summary>
    public const string EncoderFile = "encoder.safetensors";

    /// <summary>Name of the stage, as listeners are told it.</summary>
    public const string Stage = "pre-training";

    /// <summary>
    /// Trains, or continues, or returns at once when the folder holds the finished run and the context says to resume.
    /// </summary>
    /// <param name="recipe">
    /// Its model, mask, data and pretrain sections are used. A file that its target needs is made first where it is missing.
    /// </param>
    /// <param name="context">Folder, device, seed, who is told.</param>
    /// <param name="begin">
    /// Called once with the model, before it trains: whoever watches may look at it whenever progress is reported.
    /// </param>
    /// <exception cref="UserError">
    /// The recipe has no pretrain section, the data is not there, the folder cannot be written.
    /// </exception>
    /// <exception cref="DivergedError">The loss or the gradient was not finite.</exception>
    public static PretrainingResult Run(Recipe recipe, RunContext context, Action<MaskedImageModel>? begin = null)
    {
        var settings = recipe.Need(recipe.Pretrain, "pretrain");
        var images = recipe.Data.Open(Split.Train);
        if (!TargetFile.Ensure(recipe, images, context)) return new("", "", double.NaN, 0, 0, 0, Interrupted: true);
        manual_seed(context.Seed);
        using var model = recipe.CreateModel();
        if (settings.Augmentation.Size != model.Encoder.ImageSize)
            throw new UserError($"pretrain.augmentation.size is {settings.Augmentation.Size} but model.imageSize is {model.Encoder.ImageSize} in recipe {recipe.Name}: make them equal.");
        model.to(context.Device);

        using var loader = TrainingLoader.Create(
            images, settings.Augmentation, settings.Batch, context, recipe.Mask.Create(model.Encoder.ImageSize, model.Encoder.TokenSize),
            oneMaskPerBatch: model is MixMim);
        var plan = new TrainingPlan
        {
            Stage = Stage,
            RecipeName = recipe.Name,
            Identity = Identity(recipe, images),
            RecipeText = recipe.ToJson(),
            Batch = settings.Batch,
            Accumulate = settings.Accumulate,
            BatchesPerEpoch = loader.BatchesPerEpoch,
            Updates = TrainingPlan.UpdatesFor(settings.Images, settings.Epochs, settings.Batch, settings.Accumulate, loader.BatchesPerEpoch),
            Optimizer = settings.Optimizer,
            Schedule = settings.Schedule,
            ClipGrad = settings.ClipGrad,
            Precision = settings.Precision,
            Ema = settings.Ema,
            LogEvery = settings.LogEvery,
            CheckpointEvery = settings.CheckpointEvery,
            Encoder = PretrainingCost.KeptPatches(recipe.Model, recipe.Mask) is null ? recipe.Model.AnyEncoderShape() : null,
        };
        var groups = ParameterGroups.Of(model, (name, _) => model.Decays(name), settings.Optimizer.WeightDecay);
        using var trainer = new Trainer(plan, model, groups, context)
        {
            Batches = loader.Epoch,
            Loss = batch => model.forward(batch.Images.to(context.Device), batch.Masks!.to(context.Device)),
            Readings = () => model.Readings,
        };
        begin?.Invoke(model);
        var outcome = trainer.Run();
        if (images.Unreadable.Summary() is { } skipped) context.Progress.Note(skipped);
        if (model is Mff mff) context.Progress.Note(mff.FusionSummary());

        var path = Path.Combine(context.Directory, EncoderFile);
        // One that is there stays: a fine-tuning in progress knows it by its bytes.
        if (!outcome.Interrupted && !File.Exists(path))
            using (trainer.Average?.Apply()) EncoderWeights.Write(path, model, recipe);
        return Result(outcome, path);
    }

    /// <summary>
    /// What a finished pre-training left in a folder; null when the folder has none of this recipe, these images and this seed.
    /// </summary>
    /// <param name="recipe">The recipe; what it says about evaluation does not matter.</param>
    /// <param name="images">The training images, opened already.</param>
    /// <param name="directory">The folder that the run had.</param>
    /// <param name="seed">The seed.</param>
    public static PretrainingResult? Finished(Recipe recipe, IImageDataset images, string directory, int seed)
    {
        var (encoder, last) = (Path.Combine(directory, EncoderFile), Path.Combine(directory, CheckpointFolder.LastFile));
        if (recipe.Pretrain is not { } settings || !File.Exists(encoder) || CheckpointHeader.Find(last) is not { } header) return null;
        try
        {
            if (header.Seed != seed || header.Stage != Stage || !Identity(recipe, images).Is(header.Identity, header.RecipeText)) return null;
            var updates = TrainingPlan.UpdatesFor(settings.Images, settings.Epochs, settings.Batch, settings.Accumulate, images.Count / settings.Batch);
            var outcome = TrainingOutcome.Of(header.State, updates, (long)settings.Batch * settings.Accumulate, last);
            return outcome.Interrupted ? null : Result(outcome, encoder);
        }
        catch (UserError)
        {
            return null; // damaged
        }
    }

    private static RunIdentity Identity(Recipe recipe, IImageDataset images) => new(recipe, Recipe.PretrainingPart, [images.Hash, .. TargetFile.Hashes(recipe)]);

    private static PretrainingResult Result(TrainingOutcome outcome, string encoder) => new(outcome.Interrupted ? "" : encoder,
        outcome.CheckpointPath, outcome.FinalLoss, outcome.ImagesPerSecond, outcome.ImagesSeen, outcome.Seconds, outcome.Interrupted);
}
