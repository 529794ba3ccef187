using System.Globalization;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>
/// Repeats the AdamW steps of a fixture. Training amplifies rounding: L1 flips the sign of a gradient and AdamW makes a full
/// step of it. Where a curve is further off than the tolerance, the same steps in float64 show how much of that is rounding.
/// </summary>
internal static class CurveCheck
{
    /// <summary>How much further than our own float32 curve the official one may lie from the float64 curve.</summary>
    private const double NoiseAllowance = 4;

    public static void Run(ParityFixture fixture, IParitySubject subject, RelativeError curves, RelativeError parameters, List<string> notes)
    {
        Compare(fixture, subject, new("losses", EverythingDecays: false, Clip: null), curves, notes, () =>
        {
            var ours = subject.Model.named_parameters().ToDictionary(item => item.Item1, item => item.Item2);
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
        var scale = theirs.Max(Math.Abs);
        subject.RestoreParameters();
        var ours = Losses(fixture, subject, variant, theirs.Length - 1);
        afterwards?.Invoke();
        var error = Distance(ours, theirs, scale).Max();
        if (error > ParityResult.GradientTolerance)
        {
            subject.ComputeIn(ScalarType.Float64);
            var noise = Distance(ours, Losses(fixture, subject, variant, theirs.Length - 1), scale);
            subject.ComputeIn(ScalarType.Float32);
            for (var step = 1; step < noise.Length; step++) noise[step] = Math.Max(noise[step], noise[step - 1]);
            if (Distance(ours, theirs, scale).Zip(noise).All(pair => pair.First <= Math.Max(ParityResult.GradientTolerance, NoiseAllowance * pair.Second)))
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{variant.Name} is off by {error:0.0e+00}, not counted: rounding alone makes {noise[^1]:0.0e+00} (float32 against float64)"));
                return;
            }
        }
        curves.Add(variant.Name, error);
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
            if (variant.Clip is { } limit) Engine.ClipGradNorm(model.parameters(), limit);
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        return losses;
    }

    private static double[] Distance(double[] a, double[] b, double scale) =>
        [.. a.Zip(b, (x, y) => double.IsNaN(x - y) ? double.PositiveInfinity : Math.Abs(x - y) / scale)];

    private sealed record Variant(string Name, bool EverythingDecays, double? Clip);
}
