using FsCheck;
using FsCheck.Fluent;
using MimLab.Training;

namespace MimLab.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void Warm_up_rises_linearly_and_the_cosine_falls_from_its_end()
    {
        var schedule = new LearningRateSchedule(
            new() { WarmupEpochs = 2, WarmupLearningRate = 0.1, MinLearningRate = 0.2 }, peak: 1, updates: 24, updatesPerEpoch: 2);

        Assert.Equal(4, schedule.WarmupUpdates);
        Assert.Equal([0.1, 0.325, 0.55, 0.775, 1.0], Enumerable.Range(0, 5).Select(u => Math.Round(schedule.At(u), 12)));
        Assert.Equal(0.6, schedule.At(14), 12); // half-way between update 4 and update 24
        Assert.Equal(0.2 + 0.8 * 0.5 * (1 + Math.Cos(Math.PI * 0.95)), schedule.At(23), 12);
    }

    [Fact]
    public void SimMIM_cosine_covers_the_warm_up_too()
    {
        // SimMIM's ablation: 100 epochs, peak 8e-4, minimum 4e-5, 10 epochs of warm-up from 4e-6, one update per epoch here.
        var schedule = new LearningRateSchedule(
            new() { WarmupEpochs = 10, WarmupLearningRate = 4e-6, MinLearningRate = 4e-5, CosineSpan = CosineSpan.Whole }, 8e-4, 100, 1);

        Assert.Equal(4e-6, schedule.At(0), 12);
        Assert.Equal(4e-5 + 7.6e-4 * 0.5 * (1 + Math.Cos(Math.PI * 0.1)), schedule.At(10), 12);
        Assert.Equal(4.2e-4, schedule.At(50), 12);
    }

    [Fact]
    public void Steps_multiply_by_gamma_at_every_milestone()
    {
        var schedule = new LearningRateSchedule(
            new() { Kind = ScheduleKind.Step, Milestones = [0.9, 0.95], WarmupFraction = 0.1 }, 8e-4, 100, 10);

        Assert.Equal(0, schedule.At(0));
        Assert.Equal(8e-4, schedule.At(10), 12);
        Assert.Equal(8e-4, schedule.At(89), 12);
        Assert.Equal(8e-5, schedule.At(90), 12);
        Assert.Equal(8e-6, schedule.At(95), 12);
    }

    [Theory]
    [InlineData(ScheduleKind.Cosine, CosineSpan.Whole)]
    [InlineData(ScheduleKind.Cosine, CosineSpan.AfterWarmup)]
    [InlineData(ScheduleKind.Step, CosineSpan.Whole)]
    public void A_share_of_the_rate_above_the_floor_is_the_schedule_of_that_share_of_the_peak(ScheduleKind kind, CosineSpan span)
    {
        var settings = new ScheduleSettings
        {
            Kind = kind, CosineSpan = span, WarmupEpochs = 20, WarmupLearningRate = 1e-6, MinLearningRate = 2e-6, Milestones = [0.5, 0.8],
        };
        var (whole, part) = (new LearningRateSchedule(settings, 5e-3, 100, 1), new LearningRateSchedule(settings, 5e-3 * 0.07, 100, 1));
        Assert.All(Enumerable.Range(0, 100), u => Assert.Equal(part.At(u), whole.FloorAt(u) + 0.07 * (whole.At(u) - whole.FloorAt(u)), 1e-15));
        Assert.Equal(1e-6, whole.FloorAt(0), 1e-15);
    }

    [Fact]
    public void A_warm_up_as_long_as_the_training_is_refused()
    {
        var error = Assert.Throws<UserError>(() => new LearningRateSchedule(new() { WarmupEpochs = 10 }, 1e-3, 20, 2));
        Assert.Contains("warm-up of 20 updates", error.Message);
    }

    [Fact]
    public void The_rate_stays_between_its_limits() => Prop.ForAll(
        Gen.Choose(1, 500).SelectMany(updates => Gen.Choose(0, updates - 1).SelectMany(warmup => Gen.Choose(0, updates - 1)
            .Select(at => (updates, warmup, at)))).ToArbitrary(),
        drawn =>
        {
            var schedule = new LearningRateSchedule(
                new() { WarmupEpochs = drawn.warmup, WarmupLearningRate = 1e-6, MinLearningRate = 1e-5 }, 1e-3, drawn.updates, 1);
            return schedule.At(drawn.at) is >= 1e-6 and <= 1e-3 * (1 + 1e-12);
        }).QuickCheckThrowOnFailure();
}
