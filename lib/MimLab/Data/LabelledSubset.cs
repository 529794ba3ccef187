namespace MimLab.Data;

/// <summary>
/// A class-balanced choice of labelled images, for fine-tuning with few labels. The choice depends only on the set, the count
/// and the seed; with equal seeds the smaller of two subsets lies in the larger.
/// </summary>
public sealed class LabelledSubset : ImageSubset
{
    /// <summary>Chooses images.</summary>
    /// <param name="all">The whole set.</param>
    /// <param name="count">How many images; when it is no multiple of the classes, some classes have one more.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="UserError">The set has too few images, in all or of a class.</exception>
    public LabelledSubset(IImageDataset all, int count, ulong seed)
        : base(all, Choose(all, count, seed), $"{count} labels, seed {seed}") { }

    private static List<int> Choose(IImageDataset all, int count, ulong seed)
    {
        if (count < all.ClassCount || count > all.Count)
            throw new UserError($"{count} labels were asked of {all.Name}; "
                + $"use {all.ClassCount} (one for each class) to {all.Count}.");
        var byClass = new List<int>[all.ClassCount];
        for (var label = 0; label < byClass.Length; label++) byClass[label] = [];
        for (var index = 0; index < all.Count; index++) byClass[all.Label(index)].Add(index);

        // Every class gets its own shuffled order; which classes get the odd extra image is drawn too.
        var classes = Enumerable.Range(0, all.ClassCount).ToArray();
        SampleRandom.For(seed, 1, all.ClassCount, RandomStreams.Subset).Shuffle<int>(classes);
        var chosen = new List<int>(count);
        for (var rank = 0; rank < classes.Length; rank++)
        {
            var label = classes[rank];
            var share = count / classes.Length + (rank < count % classes.Length ? 1 : 0);
            if (byClass[label].Count < share)
                throw new UserError($"{count} labels of {all.Name} need {share} images of class '{all.ClassNames[label]}', "
                    + $"which has {byClass[label].Count}; ask for fewer labels.");
            var order = byClass[label].ToArray();
            SampleRandom.For(seed, 2, label, RandomStreams.Subset).Shuffle<int>(order);
            chosen.AddRange(order.AsSpan(0, share));
        }
        chosen.Sort();
        return chosen;
    }
}
