using MimLab.Models;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks;

/// <summary>
/// Compares a training step of MimLab with one of plain PyTorch: same weights, same images, same losses, alternating turns in one
/// run, so that what disturbs the machine disturbs both.
/// </summary>
internal sealed class TrainingBenchmark(Workplace place, string python, Device device, int threads, int turns, double turnSeconds)
{
    /// <summary>Runs one case.</summary>
    /// <param name="test">The case.</param>
    /// <param name="precision">Of both sides.</param>
    /// <param name="matrixGFlops">Speed of square matrix products in that precision.</param>
    /// <param name="step">Told what happens.</param>
    /// <param name="stop">Ends the run between turns.</param>
    /// <exception cref="UserError">A side ended.</exception>
    public TrainingResult Run(TrainingCase test, Precision precision, double matrixGFlops, Action<string> step, CancellationToken stop)
    {
        var recipe = test.Resolve(place, precision);
        var folder = Directory.CreateTempSubdirectory("mim-bench-").FullName;
        try
        {
            TrainingWorker.Prepare(folder, recipe, device, threads);
            step("starting");
            using var pytorch = Contestant.PyTorch(place, python, folder, threads);
            using var mimlab = Contestant.MimLab(folder, device, threads);
            return Alternate(test, recipe, precision, matrixGFlops, pytorch, mimlab, step, stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private TrainingResult Alternate(
        TrainingCase test, Recipe recipe, Precision precision, double matrixGFlops, Contestant pytorch, Contestant mimlab, Action<string> step, CancellationToken stop)
    {
        step("warming up");
        Turn theirFirst = pytorch.Run(1), ourFirst = mimlab.Run(1);
        Turn theirs = pytorch.Run(LossTolerance.LaterStep - 1), ours = mimlab.Run(LossTolerance.LaterStep - 1);
        var steps = Math.Max(1, (int)Math.Round(turnSeconds / Math.Max(1e-6, pytorch.Run(1).Seconds)));
        mimlab.Run(steps);
        var load = new SystemLoad();
        var own = Own();
        List<Turn> a = [], b = [];
        for (var turn = 0; turn < turns; turn++)
        {
            stop.ThrowIfCancellationRequested();
            step($"turn {turn + 1} of {turns}");
            if (turn % 2 == 0) // ABBA: neither side always follows the other
            {
                a.Add(pytorch.Run(steps));
                b.Add(mimlab.Run(steps));
            }
            else
            {
                b.Add(mimlab.Run(steps));
                a.Add(pytorch.Run(steps));
            }
        }
        step("profiling PyTorch");
        double images = steps * recipe.Pretrain!.Batch, foreign = load.ForeignCores(Own() - own);
        var ratios = a.Zip(b, (x, y) => x.Seconds / y.Seconds).Order().ToArray();
        var rate = images / Median.Of(b.Select(t => t.Seconds));
        var gflops = rate * PretrainingCost.FlopsPerImage(recipe.Model, recipe.Mask) / 1e9;
        return new()
        {
            Case = test.Label,
            Precision = precision == Precision.Bf16 ? "bf16" : "fp32",
            Batch = test.Batch,
            Turns = turns,
            PyTorch = images / Median.Of(a.Select(t => t.Seconds)),
            MimLab = rate,
            Ratio = Median.Of(ratios),
            RatioLow = ratios[ratios.Length / 4],
            RatioHigh = ratios[^(ratios.Length / 4 + 1)],
            PyTorchProducts = pytorch.ProductShare(),
            GFlops = gflops,
            OfMatrixSpeed = gflops / matrixGFlops,
            PyTorchMiB = a[^1].PeakMiB,
            MimLabMiB = b[^1].PeakMiB,
            LossDifference = LossTolerance.Difference(theirFirst.Loss, ourFirst.Loss),
            LaterLossDifference = LossTolerance.Difference(theirs.Loss, ours.Loss),
            Parted = LossTolerance.Complaint(precision, (1, theirFirst.Loss, ourFirst.Loss), (LossTolerance.LaterStep, theirs.Loss, ours.Loss)),
            Stages = Shares(b),
            ForeignCores = foreign,
        };

        double Own() => pytorch.ProcessorSeconds + mimlab.ProcessorSeconds;
    }

    private static Dictionary<string, double> Shares(IReadOnlyList<Turn> turns)
    {
        var total = turns.Sum(t => t.Seconds);
        return turns.SelectMany(t => t.Stages ?? new Dictionary<string, double>()).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Sum(s => s.Value) / total);
    }
}
