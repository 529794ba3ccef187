using MimLab.Data;

namespace MimLab.Tests.Data;

public class SubsetTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(137)]
    public void Labels_are_balanced_to_within_one_image(int count)
    {
        var subset = new LabelledSubset(new Shapes(3000, 32), count, seed: 4);
        Assert.Equal(count, subset.Count);
        Assert.Equal(count, subset.Indices.Distinct().Count());
        var counts = Enumerable.Range(0, count).CountBy(subset.Label).Select(pair => pair.Value).ToList();
        Assert.Equal(10, counts.Count);
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void Fewer_labels_are_a_part_of_more_and_seeds_differ()
    {
        var all = new Shapes(3000, 32);
        var few = new LabelledSubset(all, 50, seed: 1);
        Assert.Subset(new LabelledSubset(all, 500, seed: 1).Indices.ToHashSet(), few.Indices.ToHashSet());
        Assert.NotEqual(few.Indices, new LabelledSubset(all, 50, seed: 2).Indices);
        Assert.NotEqual(few.Hash, new LabelledSubset(all, 50, seed: 2).Hash);
    }

    [Fact]
    public void A_subset_reads_the_images_it_names()
    {
        var all = new Shapes(300, 32);
        var subset = ImageSubset.Random(all, 20, seed: 3);
        ImageBuffer own = new(), original = new();
        for (var index = 0; index < subset.Count; index++)
        {
            subset.Read(index, own);
            all.Read(subset.Indices[index], original);
            Assert.Equal(original.Pixels.ToArray(), own.Pixels.ToArray());
            Assert.Equal(all.Label(subset.Indices[index]), subset.Label(index));
        }
    }

    [Fact]
    public void Too_few_images_are_explained()
    {
        var all = new Shapes(100, 32);
        Assert.Contains("10 (one for each class)", Assert.Throws<UserError>(() => new LabelledSubset(all, 3, 0)).Message);
        Assert.Contains("of class", Assert.Throws<UserError>(() => new LabelledSubset(all, 100, 0)).Message);
        Assert.Contains("which has 100", Assert.Throws<UserError>(() => ImageSubset.Random(all, 101, 0)).Message);
    }

    [Fact]
    public void Settings_open_what_they_name_and_explain_what_is_wrong()
    {
        var data = new DatasetSettings { TrainCount = 40, TestCount = 30, Size = 48 };
        Assert.Equal((40, 48), (data.Open(Split.Train).Count, data.Open(Split.Train).Width));
        Assert.Equal(30, data.Open(Split.Test).Count);
        Assert.Contains("data.set", Assert.Throws<UserError>(() => (data with { Set = "cifar" }).Open(Split.Train)).Message);
        Assert.Contains("data.size", Assert.Throws<UserError>(() => (data with { Size = 8 }).Open(Split.Train)).Message);
        Assert.Contains("data.path", Assert.Throws<UserError>(() => (data with { Set = "image-folder" }).Open(Split.Train)).Message);
        Assert.Contains("data.trainCount", Assert.Throws<UserError>(() => (data with { TrainCount = -1 }).Open(Split.Train)).Message);
        using var folder = new TempFolder();
        var missing = Assert.Throws<UserError>(() => (data with { Set = "cifar10" }).Open(Split.Train, folder.Path));
        Assert.Contains(Path.Combine(folder.Path, "cifar10"), missing.Message);
    }
}
