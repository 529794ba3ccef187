using MimLab.Evaluation;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class LinearClassifierTests
{
    private static readonly ProbeSettings Settings = new() { Epochs = 30, Batch = 32, Optimizer = new() { LearningRate = 0.05, WeightDecay = 0 } };

    [Fact]
    public void Separable_features_of_very_different_scale_are_learned()
    {
        using var scope = NewDisposeScope();
        var (train, labels) = Clusters(seed: 1, count: 256);
        var (test, testLabels) = Clusters(seed: 2, count: 256);

        using var classifier = new LinearClassifier(train, labels, 4, Settings, seed: 0, default);

        Assert.InRange(classifier.Top1(test, testLabels), 99, 100);
    }

    [Fact]
    public void Equal_seeds_give_equal_results()
    {
        using var scope = NewDisposeScope();
        var (train, labels) = Clusters(seed: 1, count: 96, noise: 3);
        var (test, testLabels) = Clusters(seed: 2, count: 512, noise: 3);

        using var first = new LinearClassifier(train, labels, 4, Settings, seed: 5, default);
        using var second = new LinearClassifier(train, labels, 4, Settings, seed: 5, default);

        Assert.Equal(first.Top1(test, testLabels), second.Top1(test, testLabels));
    }

    /// <summary>Four classes at the corners of a square in the first two of eight dimensions, which are a thousandth of the others in size.</summary>
    private static (Tensor Features, Tensor Labels) Clusters(int seed, int count, double noise = 0.3)
    {
        manual_seed(seed);
        var labels = arange(count, dtype: ScalarType.Int64).remainder(4);
        var corners = tensor(new float[,] { { 1, 1 }, { 1, -1 }, { -1, 1 }, { -1, -1 } }).index_select(0, labels);
        var signal = (corners + randn(count, 2) * noise) * 1e-3;
        return (cat([signal, randn(count, 6)], 1), labels);
    }
}
