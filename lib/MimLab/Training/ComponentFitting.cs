using MimLab.Data;
using MimLab.Layers;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>Finds the components of the target <c>components</c> in one pass over images as pre-training sees them.</summary>
internal static class ComponentFitting
{
    private const int Batch = 50;

    /// <summary>Finds and writes the components.</summary>
    /// <param name="recipe">Its model, data, components and pretrain.augmentation sections are used.</param>
    /// <param name="images">Its training images.</param>
    /// <param name="context">Who is told, when to stop; the work is done on the CPU.</param>
    /// <param name="path">The file to write.</param>
    /// <returns>False when interrupted; the next call starts again.</returns>
    public static bool Run(Recipe recipe, IImageDataset images, RunContext context, string path)
    {
        var part = TargetFile.ComponentPart(recipe);
        var (settings, pretrain, model) = (part.Components!, part.Pretrain!, part.Model);
        var grid = TargetFile.Grid(model);
        context.Progress.Note($"Finding {model.Components} components of the patches of {images.Name}, once for all runs that use them.");
        var count = Math.Min(settings.Images, images.Count);
        var batch = Math.Min(Batch, count);
        using var loader = TrainingLoader.Create(images, pretrain.Augmentation, batch, context with { Seed = settings.Seed, Device = CPU });
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        long n = grid.Channels * grid.Pixels, patches = 0, seen = 0;
        var (sum, products) = (zeros(n, dtype: ScalarType.Float64), zeros(n, n, dtype: ScalarType.Float64));
        foreach (var loaded in loader.Epoch(0).Take(count / batch))
        {
            using var held = loaded;
            using var inner = NewDisposeScope();
            if (context.Stop.IsCancellationRequested) return false;
            var rows = grid.Shrink(PatchEmbedding.Cut(loaded.Images, grid.Channels, grid.PatchSize)).flatten(0, 1).to(ScalarType.Float64);   // [N, n]
            sum.add_(rows.sum(dim: 0));
            products.add_(rows.t().matmul(rows));
            (patches, seen) = (patches + rows.size(0), seen + loaded.Images.size(0));
        }
        var mean = sum / (double)patches;
        var covariance = products / (double)patches - mean.unsqueeze(1) * mean;
        covariance = (covariance + covariance.t()) / 2; // equal in both halves to the last digit
        var found = PatchComponents.Of(mean.data<double>().ToArray(), covariance.contiguous().data<double>().ToArray(), model.Components, pretrain.Augmentation.Normalisation);
        var share = found.Variances.Sum() / Math.Max(double.Epsilon, covariance.diagonal().sum().item<double>());
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFile.Replace(path, "the patch components", stream => found.Write(stream, new Dictionary<string, string>
        {
            ["recipeName"] = recipe.Name,
            ["recipe"] = part.ToJson(),
            ["data"] = images.Name,
            ["dataHash"] = images.Hash,
            ["images"] = FormattableString.Invariant($"{seen}"),
            ["patches"] = FormattableString.Invariant($"{patches}"),
            ["shareOfVariance"] = FormattableString.Invariant($"{share:0.0000}"),
        }));
        context.Progress.Note(FormattableString.Invariant($"{found.Count} of {n} components, from {patches} patches of {seen} images, hold {100 * share:0.0} % of what patches vary by."));
        return true;
    }
}
