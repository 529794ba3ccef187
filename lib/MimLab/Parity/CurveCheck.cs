using System.Globalization;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>
/// Repeats the AdamW steps of a fixture. Training amplifies rounding: L1 flips the sign of a gradient and AdamW makes a full
/// step of it. Where a curve is further off than the tolerance, the same steps in float64 show how much of that is rounding.
/// </summary>
internal static class CurveCheck
{
    /// <summary>
    /// How far the official curve may lie from ours, in units of the distance between float32 and float64 curves.
    /// </summary>
    private const double NoiseAllowance = 3;

    /// <summary>
    /// One float32 run is a poor measure of rounding: whether one sign of a gradient flips decides its distance from the float64
    /// curve.
    /// </summary>
    private const int NudgedStarts = 8;

    private const double RoundingStep = 6e-8; // half the distance from 1 to the next float32

    public static void Run(ParityFixture fixture, IParitySubject subject, RelativeError curves, RelativeError parameters, List<string> notes)
    {
        Compare(fixture, subject, new("losses", EverythingDecays: false, Clip: null), curves, notes, () =>
        {
            var ours = subject.Model.named_parameters().ToDictionary(item => subject.OfficialName(item.Item1), item => item.Item2);
            foreach (var (name, theirs) in fixture.Under("param20/")) parameters.CompareNorm(name, ours.GetValueOrDefault(name), theirs);
        });
        Compare(fixture, subject, new("losses_plain_wd", EverythingDecays: true, Clip: null), curves, notes);
        foreach (var name in fixture.Tensors.Keys.Where(name => name.StartsWith("losses_clip", StringComparison.Ordinal)))
            if (double.TryParse(name["losses_clip".Length..], CultureInfo.InvariantCulture, out var clip))
                Compare(fixture, subject, new(name, EverythingDecays: false, clip), curves, notes);
            else notes.Add($"curve {name} was not compared: not known to this version");
    }

    private static void Compare(
        ParityFixture fixture, IParitySubject subject, Variant variant, RelativeError curves, List<string> notes, Action? afterwards = null)
    {
        if (!fixture.Tensors.TryGetValue(variant.Name, out var tensor)) return;
        var theirs = tensor.to(ScalarType.Float64).data<double>().ToArray();
        var scale = theirs.Max(Math.Abs) is > 0 and var largest ? largest : 1; // all zero where nothing is hidden
        subject.RestoreParameters();
        var ours = Losses(fixture, subject, variant, theirs.Length - 1);
        afterwards?.Invoke();
        var distance = Distance(ours, theirs, scale);
        var error = distance.Max();
        if (error > ParityResult.GradientTolerance)
        {
            var noise = Noise(fixture, subject, variant, ours, scale);
            if (distance.Zip(noise).All(pair => pair.First <= Math.Max(ParityResult.GradientTolerance, NoiseAllowance * pair.Second)))
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{variant.Name} is off by {error:0.0e+00}, not counted: rounding alone makes {noise[^1]:0.0e+00} (float32 against float64)"));
                return;
            }
        }
        curves.Add(variant.Name, error);
    }

    /// <summary>
    /// How far float32 strays from float64 up to each step: the most of our run and of some that start one rounding away from it.
    /// </summary>
    private static double[] Noise(ParityFixture fixture, IParitySubject subject, Variant variant, double[] ours, double scale)
    {
        subject.ComputeIn(ScalarType.Float64);
        var exact = Losses(fixture, subject, variant, ours.Length - 1);
        subject.ComputeIn(ScalarType.Float32);
        var noise = Distance(ours, exact, scale);
        for (var start = 0; start < NudgedStarts; start++)
        {
            subject.RestoreParameters();
            Nudge(subject.Model, (ulong)start);
            var strayed = Distance(Losses(fixture, subject, variant, ours.Length - 1), exact, scale);
            for (var step = 0; step < noise.Length; step++) noise[step] = Math.Max(noise[step], strayed[step]);
        }
        for (var step = 1; step < noise.Length; step++) noise[step] = Math.Max(noise[step], noise[step - 1]);
        return noise;
    }

    /// <summary>Moves every parameter by about one float32 rounding, without touching the global generator.</summary>
    private static void Nudge(nn.Module model, ulong start)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var generator = new Generator(start);
        foreach (var parameter in model.parameters()) parameter.mul_(1 + randn(parameter.shape, generator: generator) * RoundingStep);
    }

    private static double[] Losses(ParityFixture fixture, IParitySubject subject, Variant variant, int steps)
    {
        var model = subject.Model;
        var decay = fixture.OptimizerNumber("weight_decay", 0.05);
        var groups = model.named_parameters().GroupBy(item => variant.EverythingDecays || model.Decays(item.Item1))
            .Select(group => new AdamWGroup([.. group.Select(item => item.Item2)], group.Key ? decay : 0)).ToArray();
        using var optimizer = Engine.CreateAdamW(groups);
        optimizer.LearningRate = fixture.OptimizerNumber("lr", 1e-3);
        (optimizer.Beta1, optimizer.Beta2) = fixture.OptimizerBetas();
        optimizer.Epsilon = fixture.OptimizerNumber("eps", 1e-8);

        var losses = new double[steps + 1];
        for (var step = 0; step <= steps; step++)
        {
            using var scope = NewDisposeScope();
            var loss = subject.Loss();
            losses[step] = loss.to(ScalarType.Float64).item<double>();
            if (step == steps) break;
            loss.backward();
            optimizer.Step(variant.Clip ?? double.PositiveInfinity);
            optimizer.ZeroGrad();
        }
        return losses;
    }

    private static double[] Distance(double[] a, double[] b, double scale) =>
        [.. a.Zip(b, (x, y) => double.IsNaN(x - y) ? double.PositiveInfinity : Math.Abs(x - y) / scale)];

    private sealed record Variant(string Name, bool EverythingDecays, double? Clip);
}
