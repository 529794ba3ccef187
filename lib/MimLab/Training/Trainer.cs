using MimLab.Data;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// The training loop of pre-training, fine-tuning and probes on new crops. A step is: forward and backward passes that add up one
/// gradient, one clipping, one update. Everything else (log, test, checkpoint, stop) happens between steps.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly TrainingPlan plan;
    private readonly nn.Module model;
    private readonly RunContext context;
    private readonly TrainingStep step;
    private readonly LearningRateSchedule schedule;
    private readonly StepLog log;
    private readonly CheckpointFolder checkpoints;
    private TrainerState state = new();

    public Trainer(TrainingPlan plan, nn.Module model, IReadOnlyList<AdamWGroup> groups, RunContext context)
    {
        (this.plan, this.model, this.context) = (plan, model, context);
        if (context.Device.type == TorchSharp.DeviceType.CPU)
        {
            var step = plan.Encoder is { } encoder ? new StepShape(encoder, plan.Batch, plan.Precision.UsesBFloat16(context.Device)) : null;
            ModelMemory.RequireForTraining(groups.Sum(g => g.Parameters.Sum(p => p.numel())), plan.Ema is not null, step);
        }
        schedule = new(plan.Schedule, plan.Optimizer.PeakLearningRate(plan.ImagesPerUpdate), plan.Updates, plan.UpdatesPerEpoch);
        step = new(groups, plan.Optimizer, plan.ClipGrad, plan.Precision, context.Device);
        Average = plan.Ema is { } decay ? new WeightAverage(model, decay) : null;
        log = new(plan.LogEvery, context.Device);
        checkpoints = new(plan, model, step.Optimizer, Average, context);
    }

    /// <summary>The loss of one batch, a mean over its images. [] </summary>
    public required Func<Batch, Tensor> Loss { get; init; }

    /// <summary>Batches of an epoch, in order, from the given one on.</summary>
    public required Func<int, int, IEnumerable<Batch>> Batches { get; init; }

    /// <summary>Top-1 in percent, called with the model in evaluation mode; null when there is nothing to test.</summary>
    public Func<double>? Test { get; init; }

    /// <summary>Numbers inside the model for each line of the log; null, or none at all, where there is nothing to tell.</summary>
    public Func<IReadOnlyDictionary<string, double>>? Readings { get; init; }

    /// <summary>The moving average of the weights; null when the recipe has none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Trains to the end of the plan, or to the step after the stop signal.</summary>
    /// <exception cref="DivergedError">A loss or gradient norm was not finite.</exception>
    /// <exception cref="UserError">The folder cannot be written, or holds a checkpoint of something else.</exception>
    public TrainingOutcome Run()
    {
        using var held = RunLock.Take(context.Directory);
        state = checkpoints.Open() ?? state;
        if (state.Step == plan.Updates) return Outcome();
        log.Restore([.. state.Unlogged.Select(s => (s[0], s[1], s[2]))]);
        using var metrics = new MetricsLog(Path.Combine(context.Directory, "metrics.jsonl"), state.Step);
        using var events = new EventFile(context.Directory, state.Step);
        context.Progress.Begin(plan.Stage, plan.Updates * plan.ImagesPerUpdate);
        if (state.Step > 0) context.Progress.Note($"Continuing {plan.Stage} after step {state.Step} of {plan.Updates}.");
        try
        {
            return Train(metrics, events);
        }
        finally
        {
            context.Progress.End();
        }
    }

    private TrainingOutcome Train(MetricsLog metrics, EventFile events)
    {
        using var batches = Stream(state.Step * plan.Accumulate).GetEnumerator();
        var clock = new RunClock(state.Seconds, state.TrainingSeconds);
        model.train();
        while (state.Step < plan.Updates)
        {
            Update(batches, state.Step);
            state = state with { Step = state.Step + 1 };
            var (ended, stopping) = (state.Step == plan.Updates, context.Stop.IsCancellationRequested);
            if (ended || state.Step % plan.LogEvery == 0) WriteLog(metrics, events, clock);
            var testing = Test is not null && (ended || (plan.TestEvery > 0 && state.Step % plan.TestEvery == 0));
            if (testing) clock.Aside(() => RunTest(events));
            if (ended || stopping || testing || state.Step % plan.CheckpointEvery == 0)
                clock.Aside(() => Save(metrics, clock, testing));
            if (stopping) break;
        }
        return Outcome();
    }

    private TrainingOutcome Outcome() => TrainingOutcome.Of(state, plan.Updates, plan.ImagesPerUpdate, checkpoints.Last);

    /// <summary>One update of the weights.</summary>
    private void Update(IEnumerator<Batch> batches, long number)
    {
        using var scope = NewDisposeScope();
        step.LearningRate = schedule.At(number);
        if (plan.LayerDecayScales == LayerDecayScales.Peak) step.LearningRateFloor = schedule.FloorAt(number);
        for (var pass = 0; pass < plan.Accumulate; pass++)
        {
            batches.MoveNext();
            using var batch = batches.Current;
            var loss = step.Accumulate(() => Loss(batch), plan.Accumulate); // []
            log.AddLoss(loss, 1.0 / plan.Accumulate);
        }
        log.EndStep(step.Update(), step.LearningRate);
        Average?.Update();
    }

    /// <summary>All batches from a position on, epoch after epoch, without end.</summary>
    private IEnumerable<Batch> Stream(long position)
    {
        var (epoch, batch) = ((int)(position / plan.BatchesPerEpoch), (int)(position % plan.BatchesPerEpoch));
        for (; ; epoch++, batch = 0)
            foreach (var next in Batches(epoch, batch)) yield return next;
    }

    /// <summary>The steps since the last line of the metrics.</summary>
    /// <exception cref="DivergedError">One of them was not finite.</exception>
    private (double Loss, double Norm, double Rate)[] ReadLog()
    {
        var steps = log.Read();
        for (var i = 0; i < steps.Length; i++)
            if (!double.IsFinite(steps[i].Loss) || !double.IsFinite(steps[i].Norm))
                throw new DivergedError(plan.Stage, state.Step - steps.Length + 1 + i, steps[i].Loss, steps[i].Rate, steps[i].Norm, checkpoints.LastGood);
        return steps;
    }

    private void WriteLog(MetricsLog metrics, EventFile events, RunClock clock)
    {
        var steps = ReadLog();
        log.Clear();
        state = state with { LastLoss = steps.Average(s => s.Loss) };
        var (images, total) = (state.Step * plan.ImagesPerUpdate, plan.Updates * plan.ImagesPerUpdate);
        var rate = clock.Lap(steps.Length * plan.ImagesPerUpdate);
        var report = new StepReport(state.Step, plan.Updates, images, total, plan.EpochAt(state.Step), state.LastLoss.Value,
            steps[^1].Rate, steps[^1].Norm, rate, clock.Total, clock.Total / images * (total - images))
        {
            Readings = Readings?.Invoke() is { Count: > 0 } inside ? inside : null,
        };
        try
        {
            metrics.Write(report);
            events.Write(state.Step, [("loss", report.Loss), ("lr", report.LearningRate), ("gradNorm", report.GradientNorm), ("imagesPerSecond", rate),
                .. (report.Readings ?? new Dictionary<string, double>()).Select(reading => (reading.Key, reading.Value))]);
        }
        catch (IOException e)
        {
            throw new UserError($"Cannot write the metrics in {context.Directory}: {e.Message.Split(" : ")[0].TrimEnd('.')}; make room and resume.", e);
        }
        context.Progress.Report(report);
    }

    private void RunTest(EventFile events)
    {
        ReadLog(); // weights that diverged are not worth a test
        model.eval();
        using (Average?.Apply())
        {
            var top1 = Test!();
            state = state with { Curve = [.. state.Curve, [plan.EpochAt(state.Step), top1]] };
            events.Write(state.Step, [("top1", top1)]);
            context.Progress.Note($"Epoch {plan.EpochAt(state.Step):0.##}: top-1 {top1:0.00} %");
        }
        model.train();
    }

    private void Save(MetricsLog metrics, RunClock clock, bool tested)
    {
        // Read before writing, so that a checkpoint never holds weights behind a loss that was not finite.
        state = state with { Seconds = clock.Total, TrainingSeconds = clock.Training, Unlogged = [.. ReadLog().Select(s => new[] { s.Loss, s.Norm, s.Rate })] };
        var score = Test is null ? -state.LastLoss : tested ? state.Curve[^1][1] : null;
        var best = score is not null && (state.BestScore is null || score > state.BestScore);
        if (best) state = state with { BestScore = score };
        metrics.FlushToDisk();
        checkpoints.Save(state, best);
    }

    public void Dispose()
    {
        log.Dispose();
        Average?.Dispose();
        step.Dispose();
    }
}
