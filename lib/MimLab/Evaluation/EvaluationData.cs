using MimLab.Data;
using MimLab.Training;

namespace MimLab.Evaluation;

/// <summary>The images that evaluations read, in a fixed order and without augmentation.</summary>
internal static class EvaluationData
{
    private const ulong ChoiceSeed = 0; // the same test images in every run, whatever its seed

    /// <summary>The test split, or a random part of it that is the same in every run.</summary>
    public static Loader Test(Recipe recipe, AugmentationSettings augmentation, int? count, int batchSize)
    {
        var all = recipe.Data.Open(Split.Test);
        return InOrder(count is { } wanted && wanted < all.Count ? ImageSubset.Random(all, wanted, ChoiceSeed) : all, augmentation, batchSize);
    }

    /// <summary>The training split, or a class-balanced part of it chosen by <paramref name="seed"/>.</summary>
    public static Loader Labelled(Recipe recipe, AugmentationSettings augmentation, int? count, int batchSize, int seed) =>
        InOrder(Labelled(recipe.Data.Open(Split.Train), count, seed), augmentation, batchSize);

    /// <summary>All images, or a class-balanced part of them chosen by <paramref name="seed"/>.</summary>
    public static IImageDataset Labelled(IImageDataset all, int? count, int seed) =>
        count is { } wanted && wanted < all.Count ? new LabelledSubset(all, wanted, (ulong)seed) : all;

    /// <summary>How evaluations crop and normalise: as training did, less what is random.</summary>
    public static AugmentationSettings Augmentation(Recipe recipe) =>
        (recipe.Pretrain?.Augmentation ?? recipe.Finetune?.Augmentation ?? new() { Size = recipe.Model.ImageSize }).ForEvaluation();

    /// <summary>All of a set's images, in order.</summary>
    public static Loader InOrder(IImageDataset images, AugmentationSettings augmentation, int batchSize) =>
        new(images, new Augmentation(augmentation.ForEvaluation()), new LoaderOptions { BatchSize = batchSize, Shuffle = false, DropLast = false });
}
