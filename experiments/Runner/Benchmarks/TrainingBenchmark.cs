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
    private const double LossTolerance = 1e-4; // of float32; bfloat16 rounds the products themselves
    private const double LossToleranceBf16 = 1e-2;

    /// <summary>Runs one case.</summary>
    /// <param name="test">The case.</param>
    /// <param name="precision">Of both sides.</param>
    /// <param name="matrixGFlops">Speed of square matrix products in that precision.</param>
    /// <param name="step">Told what happens.</param>
    /// <param name="stop">Ends the run between turns.</param>
    /// <exception cref="UserError">A side ended, or their first losses differ.</exception>
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
        double theirs = pytorch.Run(1).Loss, ours = mimlab.Run(1).Loss;
        var difference = Math.Abs(theirs - ours) / Math.Abs(theirs);
        if (!(difference <= (precision == Precision.Bf16 ? LossToleranceBf16 : LossTolerance)))
            throw new UserError($"{test.Name}: the first loss is {theirs:0.######} with PyTorch and {ours:0.######} with MimLab, so the two do not compute the same.");
        step("warming up");
        pytorch.Run(1);
        mimlab.Run(1);
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
            LossDifference = difference,
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
