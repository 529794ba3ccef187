using MimLab.Data;
using MimLab.Layers;
using MimLab.Targets;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// Trains the tokenizer of the target <c>tokens</c>: a discrete variational auto-encoder on the recipe's images. Like all
/// training it writes checkpoints, goes on where it was interrupted, and repeats bit for bit.
/// </summary>
public static class TokenizerTraining
{
    private const int TestedBatches = 8;

    /// <summary>Trains and writes the tokenizer.</summary>
    /// <param name="recipe">Its model, data, tokenizer and pretrain.augmentation sections are used.</param>
    /// <param name="images">Its training images.</param>
    /// <param name="context">Device, who is told, when to stop.</param>
    /// <param name="path">The file to write; checkpoints lie in a folder of the same name beside it.</param>
    /// <returns>False when interrupted; the next call goes on.</returns>
    /// <exception cref="DivergedError">The loss or the gradient was not finite.</exception>
    public static bool Run(Recipe recipe, IImageDataset images, RunContext context, string path)
    {
        var part = TargetFile.TokenizerPart(recipe);
        var (settings, pretrain) = (part.Tokenizer!, part.Pretrain!);
        context = context with { Directory = Path.ChangeExtension(path, null), Seed = settings.Seed, Resume = true };
        manual_seed(settings.Seed);
        var grid = TargetFile.Grid(part.Model);
        using var vae = new DiscreteVae(new DiscreteVaeConfig
        {
            Channels = grid.Channels,
            Side = grid.Side,
            Tokens = part.Model.Tokens,
            Width = settings.Width,
            Blocks = settings.Blocks,
            Normalisation = pretrain.Augmentation.Normalisation,
        });
        vae.to(context.Device);
        using var loader = TrainingLoader.Create(images, pretrain.Augmentation, Math.Min(settings.Batch, images.Count), context);
        var plan = Plan(part, recipe.Name, images, loader.BatchesPerEpoch);
        var groups = ParameterGroups.Of(vae, (_, parameter) => parameter.dim() > 1, settings.Optimizer.WeightDecay);
        using var trainer = new Trainer(plan, vae, groups, context)
        {
            Batches = loader.Epoch,
            Loss = batch => Loss(vae, Patches(batch.Images.to(context.Device), grid), settings, Progress(batch, loader, plan)),
        };
        context.Progress.Note($"Training a tokenizer of {part.Model.Tokens} tokens on {images.Name}, once for all runs that use it.");
        var outcome = trainer.Run();
        if (outcome.Interrupted) return false;
        vae.eval();
        var (used, perplexity, error) = Usage(vae, loader, grid, context.Device);
        context.Progress.Note($"The tokenizer uses {used} of {part.Model.Tokens} tokens, as evenly as {perplexity:0} would be; its pictures are off by {error:0.000} squared.");
        DurableFile.Replace(path, "the tokenizer", stream => vae.Write(stream, new Dictionary<string, string>
        {
            ["recipeName"] = recipe.Name,
            ["recipe"] = part.ToJson(),
            ["data"] = images.Name,
            ["dataHash"] = images.Hash,
            ["tokensUsed"] = FormattableString.Invariant($"{used}"),
            ["perplexity"] = FormattableString.Invariant($"{perplexity:0.0}"),
            ["meanSquaredError"] = FormattableString.Invariant($"{error:0.0000}"),
        }));
        return true;
    }

    private static TrainingPlan Plan(Recipe part, string name, IImageDataset images, int batchesPerEpoch)
    {
        var (settings, batch) = (part.Tokenizer!, Math.Min(part.Tokenizer!.Batch, images.Count));
        return new TrainingPlan
        {
            Stage = "tokenizer training",
            RecipeName = name,
            Identity = new RunIdentity(part, whole => whole, images.Hash),
            RecipeText = part.ToJson(),
            Batch = batch,
            Accumulate = 1,
            BatchesPerEpoch = batchesPerEpoch,
            Updates = TrainingPlan.UpdatesFor(settings.Images, part.Pretrain!.Epochs, batch, 1, batchesPerEpoch),
            Optimizer = settings.Optimizer,
            Schedule = settings.Schedule,
            ClipGrad = settings.ClipGrad,
            Precision = settings.Precision,
            Ema = null,
            LogEvery = settings.LogEvery,
            CheckpointEvery = settings.CheckpointEvery,
        };
    }

    private static Tensor Loss(DiscreteVae vae, Tensor patches, TokenizerSettings settings, double progress)
    {
        // Gumbel noise; uniform numbers of 0 and 1 would make it infinite.
        var noise = rand(patches.size(0), patches.size(1), vae.Config.Tokens, device: patches.device).clamp(1e-6, 1 - 1e-6).log().neg().log().neg();
        var temperature = settings.StartTemperature * Math.Pow(settings.EndTemperature / settings.StartTemperature, progress);
        return vae.Loss(patches, noise, temperature, settings.Evenness);
    }

    /// <summary>
    /// How much of the training lies behind a batch, from 0 to 1: a function of its place, so that a resumed run agrees.
    /// </summary>
    private static double Progress(Batch batch, Loader loader, TrainingPlan plan) =>
        Math.Min(1, ((double)batch.Epoch * loader.BatchesPerEpoch + batch.Index) / plan.Updates);

    private static Tensor Patches(Tensor images, PatchGrid grid) => // [B, C, H, W] to [B, L, C t t]
        grid.Shrink(PatchEmbedding.Cut(images, grid.Channels, grid.PatchSize));

    private static (long Used, double Perplexity, double Error) Usage(DiscreteVae vae, Loader loader, PatchGrid grid, Device device)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var counts = zeros(vae.Config.Tokens, dtype: ScalarType.Float64, device: device);
        var (error, batches) = (0.0, 0);
        foreach (var batch in loader.Epoch(0).Take(TestedBatches))
        {
            using var inner = NewDisposeScope();
            using var held = batch;
            var patches = Patches(batch.Images.to(device), grid);
            counts.add_(nn.functional.one_hot(vae.Tokens(patches).flatten(), vae.Config.Tokens).sum(dim: 0).to(ScalarType.Float64));
            error += (vae.call(patches) - patches).square().mean().item<float>();
            batches++;
        }
        var shares = counts / counts.sum();
        var entropy = -(shares * (shares + 1e-300).log()).sum().item<double>();
        return ((counts > 0).sum().item<long>(), Math.Exp(entropy), error / batches);
    }
}
