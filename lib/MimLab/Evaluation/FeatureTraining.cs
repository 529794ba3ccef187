using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>Trains a classifier on features that were extracted once.</summary>
internal static class FeatureTraining
{
    /// <summary>Trains to the end of the settings' epochs; a rest of an epoch that is no whole batch is left out.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="features">[N, D] float32.</param>
    /// <param name="labels">[N] int64.</param>
    /// <param name="settings">Epochs, batch, optimizer, schedule.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="stop">Ends the training early.</param>
    public static void Run(LinearClassifier classifier, Tensor features, Tensor labels, ProbeSettings settings, int seed, CancellationToken stop)
    {
        var count = (int)features.shape[0];
        var batch = Math.Min(settings.Batch, count);
        var perEpoch = count / batch;
        var updates = Math.Max(1, (long)Math.Round(settings.Epochs * perEpoch));
        var schedule = new LearningRateSchedule(settings.Schedule, settings.Optimizer.PeakLearningRate(batch), updates, perEpoch);
        var order = new long[count];
        for (var i = 0; i < count; i++) order[i] = i;
        using var optimizer = settings.Optimizer.Create([classifier.Group(settings.Optimizer.WeightDecay)]);
        classifier.train();
        for (long update = 0; update < updates && !stop.IsCancellationRequested; update++)
        {
            using var scope = NewDisposeScope();
            if (update % perEpoch == 0) SampleRandom.For((ulong)seed, update / perEpoch, 0, stream: 0x9B0BE).Shuffle<long>(order);
            var chosen = tensor(order.AsMemory((int)(update % perEpoch * batch), batch), [batch], device: features.device); // [B]
            var scores = classifier.forward(features.index_select(0, chosen)); // [B, C]
            nn.functional.cross_entropy(scores, labels.index_select(0, chosen)).backward();
            optimizer.LearningRate = schedule.At(update);
            optimizer.Step();
            optimizer.ZeroGrad();
        }
    }
}
