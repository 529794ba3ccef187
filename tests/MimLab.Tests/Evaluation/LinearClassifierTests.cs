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

        using var classifier = Trained(train, labels, Settings, seed: 0);

        Assert.InRange(classifier.Top1(test, testLabels), 99, 100);
    }

    [Fact]
    public void With_LARS_at_its_large_rates_they_are_learned_too()
    {
        using var scope = NewDisposeScope();
        var (train, labels) = Clusters(seed: 1, count: 256);
        var (test, testLabels) = Clusters(seed: 2, count: 256);
        var lars = Settings with { NormEpsilon = 1e-12, Optimizer = new() { Name = "lars", LearningRate = 20, WeightDecay = 0 } };
        using var classifier = Trained(train, labels, lars, seed: 0);
        Assert.InRange(classifier.Top1(test, testLabels), 99, 100);

        using var drowned = Trained(train, labels, lars with { NormEpsilon = 1 }, seed: 0);
        Assert.InRange(drowned.Top1(test, testLabels), 0, 90); // the signal's variance is a millionth: it vanishes behind so large an epsilon
    }

    [Fact]
    public void Held_out_features_are_a_share_of_each_class_and_belong_to_one_side_only()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new long[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2 });
        var all = new FeatureSet([arange(14, dtype: ScalarType.Float32).view(14, 1)], labels);
        var (kept, held) = all.HoldOut(0.2, classes: 3, seed: 4);

        long[] Members(FeatureSet set) => [.. set.Layers[0].data<float>().ToArray().Select(v => (long)v)];
        Assert.Equal([0L, 0, 1], held.Labels.data<long>().ToArray());
        Assert.Equal(Enumerable.Range(0, 14).Select(i => (long)i), Members(kept).Concat(Members(held)).Order());
        Assert.All(Members(held).Zip(held.Labels.data<long>().ToArray()), pair => Assert.Equal(labels[pair.First].item<long>(), pair.Second));
        Assert.Equal(Members(held), Members(all.HoldOut(0.2, 3, seed: 4).Held));
        Assert.Contains(Enumerable.Range(5, 20), seed => !Members(held).SequenceEqual(Members(all.HoldOut(0.2, 3, seed).Held)));
        Assert.Contains("probe.heldOut", Assert.Throws<UserError>(() => new FeatureSet([arange(2).view(2, 1)], tensor(new long[] { 0, 1 })).HoldOut(0.5, 2, 0)).Message);
    }

    [Fact]
    public void Equal_seeds_give_equal_results()
    {
        using var scope = NewDisposeScope();
        var (train, labels) = Clusters(seed: 1, count: 96, noise: 3);
        var (test, testLabels) = Clusters(seed: 2, count: 512, noise: 3);

        using var first = Trained(train, labels, Settings, seed: 5);
        using var second = Trained(train, labels, Settings, seed: 5);

        Assert.Equal(first.Top1(test, testLabels), second.Top1(test, testLabels));
    }

    [Fact]
    public void Without_normalisation_it_is_a_linear_layer_that_learns_alike_scaled_features_only()
    {
        using var scope = NewDisposeScope();
        var (train, labels) = Clusters(seed: 1, count: 256);
        var plain = Settings with { BatchNorm = false };
        using var classifier = Trained(train, labels, plain, seed: 0);

        Assert.Equal(["head.weight", "head.bias"], classifier.state_dict().Keys);
        var (weight, bias) = (classifier.state_dict()["head.weight"], classifier.state_dict()["head.bias"]);
        Assert.True(classifier.forward(train).allclose(train.matmul(weight.t()) + bias, 1e-5, 1e-6));
        Assert.InRange(classifier.Top1(train, labels), 0, 90); // the signal is a thousandth of the noise
        var alike = train * tensor(new float[] { 1000, 1000, 1, 1, 1, 1, 1, 1 });
        using var learned = Trained(alike, labels, plain, seed: 0);
        Assert.InRange(learned.Top1(alike, labels), 99, 100);
    }

    private static LinearClassifier Trained(Tensor features, Tensor labels, ProbeSettings settings, int seed)
    {
        var classifier = new LinearClassifier(features.size(1), 4, settings, seed);
        FeatureTraining.Run(classifier, features, labels, settings, seed, default);
        return classifier;
    }

    /// <summary>
    /// Four classes at the corners of a square in the first two of eight dimensions, which are a thousandth of the others in
    /// size.
    /// </summary>
    private static (Tensor Features, Tensor Labels) Clusters(int seed, int count, double noise = 0.3)
    {
        manual_seed(seed);
        var labels = arange(count, dtype: ScalarType.Int64).remainder(4);
        var corners = tensor(new float[,] { { 1, 1 }, { 1, -1 }, { -1, 1 }, { -1, -1 } }).index_select(0, labels);
        var signal = (corners + randn(count, 2) * noise) * 1e-3;
        return (cat([signal, randn(count, 6)], 1), labels);
    }
}
