using MimLab.Data;
using MimLab.Targets;
using MimLab.Tests.Training;

namespace MimLab.Tests.Targets;

public class KMeansTests
{
    [Fact]
    public void Clusters_that_lie_apart_are_found()
    {
        double[][] wanted = [[0.1, 0.1, 0.1], [0.9, 0.1, 0.5], [0.2, 0.8, 0.9], [0.5, 0.5, 0.2]];
        var random = new SampleRandom(7);
        var points = new double[400 * 3];
        for (var i = 0; i < points.Length; i++) points[i] = wanted[i / 3 % 4][i % 3] + random.NextDouble(-0.02, 0.02);
        var (centres, error) = KMeans.Cluster(points, 3, 4, 50, seed: 1);
        foreach (var centre in wanted)
            Assert.Contains(centres.Chunk(3), found => found.Zip(centre).All(pair => Math.Abs(pair.First - pair.Second) < 0.01));
        Assert.InRange(error, 1e-6, 3 * 0.02 * 0.02);
    }

    [Fact]
    public void Every_centre_is_the_mean_of_the_points_nearest_to_it_and_equal_seeds_agree()
    {
        var random = new SampleRandom(3);
        var points = Enumerable.Range(0, 3 * 500).Select(_ => random.NextDouble()).ToArray();
        var (centres, error) = KMeans.Cluster(points, 3, 9, 1000, seed: 5);
        Assert.Equal(centres, KMeans.Cluster(points, 3, 9, 1000, seed: 5).Centres);
        var owned = points.Chunk(3).GroupBy(p => Enumerable.Range(0, 9).MinBy(k => Squared(p, centres[(k * 3)..(k * 3 + 3)]))).ToList();
        Assert.Equal(9, owned.Count);
        foreach (var group in owned)
            for (var d = 0; d < 3; d++)
                Assert.Equal(group.Average(p => p[d]), centres[group.Key * 3 + d], 1e-12);
        Assert.Equal(owned.Sum(g => g.Sum(p => Squared(p, centres[(g.Key * 3)..(g.Key * 3 + 3)]))) / 500, error, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_error_is_that_of_the_centres_given_back_however_early_it_ends(int iterations)
    {
        var random = new SampleRandom(4);
        var points = Enumerable.Range(0, 3 * 200).Select(_ => random.NextDouble()).ToArray();
        var (centres, error) = KMeans.Cluster(points, 3, 7, iterations, seed: 5);
        Assert.Equal(points.Chunk(3).Average(p => centres.Chunk(3).Min(c => Squared(p, c))), error, 1e-12);
        Assert.NotEqual(centres, KMeans.Cluster(points, 3, 7, 1000, seed: 5).Centres);
    }

    [Fact]
    public void Fewer_colours_than_clusters_are_refused()
    {
        var error = Assert.Throws<UserError>(() => KMeans.Cluster([0, 0, 0, 1, 1, 1, 0, 0, 0], 3, 3, 10, 0));
        Assert.Contains("only 2 different colours", error.Message);
    }

    [Fact]
    public void Centres_of_images_survive_the_file_and_other_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        var shapes = new Shapes(40, 32, 0, Split.Train);
        var made = ColourCentres.Of(shapes, 16, images: 30, pixelsPerImage: 20, iterations: 20, seed: 2);
        using (var stream = File.Create(folder["colours.json"])) made.Write(stream);
        var read = ColourCentres.Load(folder["colours.json"]);
        Assert.Equal((30, 600, shapes.Hash, made.Error), (read.Images, read.Pixels, read.DataHash, read.Error));
        Assert.Equal(made.Centres.SelectMany(c => c), read.Centres.SelectMany(c => c));
        var text = File.ReadAllText(folder["colours.json"]);
        foreach (var broken in new[] { "", "null", "[]", "{}", text[..^20], text.Replace("clusters-1", "clusters-9"), text.Replace("\"centres\": [", "\"centres\": [[2, 0, 0],") })
            Assert.Contains("is no file of colour clusters", Assert.Throws<UserError>(() => ColourCentres.Load(folder.Write("broken.json", broken))).Message);
        Assert.Contains("mim clusters", Assert.Throws<UserError>(() => ColourCentres.Load(folder["none.json"])).Message);
    }

    private static double Squared(double[] a, double[] b) => a.Zip(b).Sum(p => (p.First - p.Second) * (p.First - p.Second));
}
