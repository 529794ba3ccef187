using MimLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Batch normalisation without scale and shift, then a linear layer, trained on cached features
/// (MAE, appendix A.1: the normalisation calibrates features whose scale differs between methods).
/// </summary>
internal sealed class LinearClassifier : IDisposable
{
    private readonly Linear head;
    private readonly Tensor mean; // [D]
    private readonly Tensor variance; // [D]
    private readonly double epsilon;

    /// <summary>Trains to the end of the settings' epochs.</summary>
    /// <param name="features">[N, D] float32.</param>
    /// <param name="labels">[N] int64.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="settings">Epochs, batch, optimizer, schedule.</param>
    /// <param name="seed">Seed of the initial weights and of the order.</param>
    /// <param name="stop">Ends the training early.</param>
    public LinearClassifier(Tensor features, Tensor labels, int classes, ProbeSettings settings, int seed, CancellationToken stop)
    {
        var (count, size) = (features.shape[0], features.shape[1]);
        epsilon = settings.NormEpsilon;
        manual_seed(seed);
        head = nn.Linear(size, classes, device: features.device);
        using (no_grad())
        {
            nn.init.normal_(head.weight, 0, 0.01);
            nn.init.zeros_(head.bias!);
        }
        mean = zeros(size, device: features.device).DetachFromDisposeScope();
        variance = ones(size, device: features.device).DetachFromDisposeScope();

        var batch = Math.Min(settings.Batch, count);
        var perEpoch = Math.Max(1, count / batch);
        var updates = Math.Max(1, (long)Math.Round(settings.Epochs * perEpoch));
        var schedule = new LearningRateSchedule(settings.Schedule, settings.Optimizer.PeakLearningRate(batch), updates, perEpoch);
        var order = new long[count];
        for (var i = 0; i < count; i++) order[i] = i;
        if (settings.Optimizer.Name == "lars")
        {
            using var lars = new Lars([head.weight!, head.bias!], settings.Optimizer.Momentum, settings.Optimizer.WeightDecay);
            Train(rate => lars.LearningRate = rate, lars.Step, lars.ZeroGrad);
            return;
        }
        using var adam = Engine.CreateAdamW([new AdamWGroup([head.weight!, head.bias!], settings.Optimizer.WeightDecay)]);
        (adam.Beta1, adam.Beta2, adam.Epsilon) = (settings.Optimizer.Betas[0], settings.Optimizer.Betas[1], settings.Optimizer.Epsilon);
        Train(rate => adam.LearningRate = rate, adam.Step, adam.ZeroGrad);

        void Train(Action<double> setRate, Action step, Action zeroGrad)
        {
            for (long update = 0; update < updates && !stop.IsCancellationRequested; update++)
            {
                using var scope = NewDisposeScope();
                if (update % perEpoch == 0) SampleRandom.For((ulong)seed, update / perEpoch, 0, stream: 0x9B0BE).Shuffle<long>(order);
                var chosen = tensor(order.AsMemory((int)(update % perEpoch * batch), (int)batch), [batch], device: features.device); // [B]
                var scores = Scores(features.index_select(0, chosen), training: true); // [B, C]
                nn.functional.cross_entropy(scores, labels.index_select(0, chosen)).backward();
                setRate(schedule.At(update));
                step();
                zeroGrad();
            }
        }
    }

    /// <summary>Test vectors classified rightly, in percent.</summary>
    public double Top1(Tensor features, Tensor labels)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        return Scores(features, training: false).argmax(1).eq(labels).to_type(ScalarType.Float64).mean().item<double>() * 100;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        head.Dispose();
        mean.Dispose();
        variance.Dispose();
    }

    private Tensor Scores(Tensor features, bool training) =>
        head.forward(nn.functional.batch_norm(features, mean, variance, training: training, eps: epsilon));
}
