using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using LRScheduler = TorchSharp.torch.optim.lr_scheduler.LRScheduler;

namespace MimLab.Torch.Tests.Optim;

/// <summary>The curve of each schedule from a learning rate of 0.5, against PyTorch (golden.py).</summary>
public class SchedulerTests
{
    private static readonly Dictionary<string, double[]> Golden = new()
    {
        ["StepLR"] =
            [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625, 0.0625, 0.03125],
        ["MultiStepLR"] =
            [0.5, 0.5, 0.05, 0.05, 0.05, 0.0005, 0.0005, 0.0005, 0.0005, 5e-05, 5e-05, 5e-05, 5e-05],
        ["ExponentialLR"] =
            [0.5, 0.4, 0.32, 0.256, 0.2048, 0.16384, 0.131072, 0.1048576, 0.08388608, 0.067108864, 0.0536870912, 0.042949673, 0.0343597384],
        ["CosineAnnealingLR"] =
            [0.5, 0.482872895, 0.434099026, 0.361103772, 0.275, 0.188896228, 0.115900974, 0.0671271052, 0.05, 0.0671271052, 0.115900974, 0.188896228, 0.275],
        ["LinearLR"] =
            [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.35, 0.35, 0.35, 0.35, 0.35, 0.35],
        ["ConstantLR"] =
            [0.125, 0.125, 0.125, 0.125, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
        ["PolynomialLR"] =
            [0.5, 0.405, 0.32, 0.245, 0.18, 0.125, 0.08, 0.045, 0.02, 0.005, 0, 0, 0],
        ["LambdaLR"] =
            [0.5, 0.25, 0.166666667, 0.125, 0.1, 0.0833333333, 0.0714285714, 0.0625, 0.0555555556, 0.05, 0.0454545455, 0.0416666667, 0.0384615385],
        ["MultiplicativeLR"] =
            [0.5, 0.45, 0.225, 0.2025, 0.10125, 0.091125, 0.0455625, 0.04100625, 0.020503125, 0.0184528125, 0.00922640625, 0.00830376563, 0.00415188281],
        ["SequentialLR"] =
            [0.005, 0.12875, 0.2525, 0.37625, 0.5, 0.466506351, 0.375, 0.25, 0.125, 0.0334936491, 0.25, 0.25, 0.5],
    };

    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Schedules = new()
    {
        ["StepLR"] = o => lr_scheduler.StepLR(o, 3, 0.5),
        ["MultiStepLR"] = o => lr_scheduler.MultiStepLR(o, [2, 5, 5, 9], 0.1),
        ["ExponentialLR"] = o => lr_scheduler.ExponentialLR(o, 0.8),
        ["CosineAnnealingLR"] = o => lr_scheduler.CosineAnnealingLR(o, 8, 0.05),
        ["LinearLR"] = o => lr_scheduler.LinearLR(o, 0.1, 0.7, 6),
        ["ConstantLR"] = o => lr_scheduler.ConstantLR(o, 0.25, 4),
        ["PolynomialLR"] = o => lr_scheduler.PolynomialLR(o, 10, 2.0),
        ["LambdaLR"] = o => lr_scheduler.LambdaLR(o, epoch => 1.0 / (1 + epoch)),
        ["MultiplicativeLR"] = o => lr_scheduler.MultiplicativeLR(o, epoch => epoch % 2 == 1 ? 0.9 : 0.5),
        ["SequentialLR"] = o => lr_scheduler.SequentialLR(o,
            [lr_scheduler.LinearLR(o, 0.01, 1.0, 4), lr_scheduler.CosineAnnealingLR(o, 6), lr_scheduler.ConstantLR(o, 0.5, 2)], [4, 10]),
    };

    public static TheoryData<string> Names => [.. Schedules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_curve_equals_PyTorch(string name)
    {
        using var optimizer = SGD([new Parameter(zeros(1))], 0.5);
        var schedule = Schedules[name](optimizer);
        List<double> rates = [schedule.get_last_lr().Single()];
        while (rates.Count < Golden[name].Length)
        {
            schedule.step();
            rates.Add(optimizer.ParamGroups.Single().LearningRate);
        }
        for (var i = 0; i < rates.Count; i++) Assert.Equal(Golden[name][i], rates[i], 1e-8);
    }

    [Theory]
    [InlineData("StepLR", 7)]
    [InlineData("CosineAnnealingLR", 3)]
    [InlineData("LinearLR", 4)]
    [InlineData("MultiplicativeLR", 5)]
    public void A_jump_lands_on_the_curve(string name, int epoch)
    {
        using var optimizer = SGD([new Parameter(zeros(1))], 0.5);
        var schedule = Schedules[name](optimizer);
        schedule.step(epoch);
        Assert.Equal(Golden[name][epoch], optimizer.ParamGroups.Single().LearningRate, 1e-8);
    }

    [Fact]
    public void Every_group_keeps_its_own_initial_rate()
    {
        using var optimizer = AdamW(
            [new AdamW.ParamGroup([new Parameter(zeros(1))], lr: 0.1), new AdamW.ParamGroup([new Parameter(zeros(1))], lr: 0.2)]);
        var schedule = lr_scheduler.StepLR(optimizer, 1, 0.5);
        schedule.step();
        Assert.Equal([0.05, 0.1], schedule.get_last_lr());
        Assert.Equal([0.1, 0.2], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
    }

    [Fact]
    public void A_sequence_needs_a_milestone_between_schedules()
    {
        using var optimizer = SGD([new Parameter(zeros(1))], 0.5);
        var one = lr_scheduler.ConstantLR(optimizer);
        Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(optimizer, [one], [3]));
    }
}
