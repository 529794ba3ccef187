using System.Security.Cryptography;
using MimLab.Data;

namespace MimLab.Tests.Data;

public class ShapesTests
{
    [Theory]
    [InlineData(32, "9f27628ee62bf1ce")]
    [InlineData(80, "94c5a647c5b90e7b")]
    public void Pictures_are_the_same_on_every_machine(int size, string expected)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var data = new Shapes(200, size, seed: 7);
        var image = new ImageBuffer();
        for (var index = 0; index < (size == 32 ? 200 : 20); index++)
        {
            data.Read(index, image);
            hash.AppendData(image.Pixels);
        }
        Assert.Equal(expected, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void A_picture_does_not_depend_on_the_thread_or_on_those_before_it()
    {
        var data = new Shapes(64, 40);
        var expected = Enumerable.Range(0, 64).Select(index => Pixels(data, index)).ToArray();
        Parallel.For(0, 64, i => Assert.Equal(expected[63 - i], Pixels(data, 63 - i)));
    }

    [Fact]
    public void Splits_and_seeds_have_different_pictures_and_hashes()
    {
        IImageDataset[] sets = [new Shapes(10, 32), new Shapes(10, 32, split: Split.Test), new Shapes(10, 32, seed: 1)];
        Assert.Equal(3, sets.Select(set => set.Hash).Distinct().Count());
        Assert.Equal(3, sets.Select(set => Convert.ToHexString(Pixels(set, 0))).Distinct().Count());
    }

    [Fact]
    public void Classes_are_about_equally_frequent()
    {
        var data = new Shapes(5000, 32);
        var counts = Enumerable.Range(0, 5000).CountBy(data.Label).ToDictionary();
        Assert.Equal(10, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 400, 600));
    }

    [Fact]
    public void Segments_mark_the_class_and_the_ground()
    {
        var data = new Shapes(100, 48);
        var segments = new byte[48 * 48];
        var shares = new List<double>();
        for (var index = 0; index < data.Count; index++)
        {
            data.ReadSegments(index, segments);
            var label = (byte)(data.Label(index) + 1);
            Assert.All(segments, segment => Assert.True(segment == 0 || segment == label));
            shares.Add(segments.Count(segment => segment == label) / (48.0 * 48));
        }
        Assert.True(shares.Min() > 0.03 && shares.Max() < 0.5, $"shares of the shape: {shares.Min():F3} to {shares.Max():F3}");
    }

    [Fact]
    public void Every_outline_has_the_same_area_and_its_centre_of_mass_in_the_middle()
    {
        for (var label = 0; label < 10; label++)
        {
            double area = 0, x = 0, y = 0;
            const double Step = 0.01;
            for (var i = -250; i < 250; i++)
            {
                for (var j = -250; j < 250; j++)
                {
                    double px = (i + 0.5) * Step, py = (j + 0.5) * Step;
                    if (MimLab.Data.Procedural.ShapeOutline.Distance(label, (float)px, (float)py) >= 0) continue;
                    Assert.True(px * px + py * py < MimLab.Data.Procedural.ShapeOutline.Reach * MimLab.Data.Procedural.ShapeOutline.Reach);
                    area += Step * Step;
                    x += px * Step * Step;
                    y += py * Step * Step;
                }
            }
            Assert.Equal(Math.PI, area, 0.05);
            Assert.Equal(0, x / area, 0.01);
            Assert.Equal(0, y / area, 0.01);
        }
    }

    [Fact]
    public void A_linear_model_on_pixels_fails()
    {
        const int Train = 3000, Test = 1000, Inputs = 3 * 32 * 32;
        var weights = new float[10][];
        for (var label = 0; label < 10; label++) weights[label] = new float[Inputs];
        var training = new Shapes(Train, 32);
        var input = new float[Inputs];
        var scores = new double[10];
        for (var step = 0; step < 4 * Train; step++)
        {
            Load(training, step % Train, input);
            Score(weights, input, scores);
            for (var label = 0; label < 10; label++)
            {
                // The gradient of the cross entropy of a softmax.
                var error = (float)(scores[label] - (label == training.Label(step % Train) ? 1 : 0)) * 0.002f;
                for (var i = 0; i < Inputs; i++) weights[label][i] -= error * input[i];
            }
        }
        var test = new Shapes(Test, 32, split: Split.Test);
        var right = 0;
        for (var index = 0; index < Test; index++)
        {
            Load(test, index, input);
            Score(weights, input, scores);
            if (Array.IndexOf(scores, scores.Max()) == test.Label(index)) right++;
        }
        Assert.True(right < 0.3 * Test, $"{right} of {Test} are right, where chance is {Test / 10}");
    }

    [Fact]
    public void Sizes_and_counts_out_of_range_are_explained()
    {
        Assert.Contains("16", Assert.Throws<UserError>(() => new Shapes(10, 16)).Message);
        Assert.Contains("at least 1", Assert.Throws<UserError>(() => new Shapes(0, 32)).Message);
    }

    private static byte[] Pixels(IImageDataset data, int index)
    {
        var image = new ImageBuffer();
        data.Read(index, image);
        return image.Pixels.ToArray();
    }

    private static void Load(Shapes data, int index, float[] input)
    {
        var pixels = Pixels(data, index);
        for (var i = 0; i < input.Length; i++) input[i] = (pixels[i] - 115) / 64f;
    }

    private static void Score(float[][] weights, float[] input, double[] scores)
    {
        for (var label = 0; label < 10; label++)
        {
            var sum = 0f;
            var row = weights[label];
            for (var i = 0; i < input.Length; i++) sum += row[i] * input[i];
            scores[label] = sum;
        }
        var most = scores.Max();
        for (var label = 0; label < 10; label++) scores[label] = Math.Exp(scores[label] - most);
        var total = scores.Sum();
        for (var label = 0; label < 10; label++) scores[label] /= total;
    }
}
