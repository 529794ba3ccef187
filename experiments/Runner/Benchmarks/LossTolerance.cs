using System.Globalization;
using MimLab.Training;

namespace MimLab.Runner.Benchmarks;

/// <summary>
/// How far the losses of two sides may be apart that take the same steps: from the same weights, on the same images, with the same
/// optimizer. What is more says that a forward pass (at the first step), or a backward pass or an update (at a later one) computes
/// something else.
/// </summary>
internal static class LossTolerance
{
    /// <summary>
    /// The later step whose losses are compared. The first update hardly depends on AdamW's betas, the second does; much later steps
    /// tell less, since losses on one batch come together again.
    /// </summary>
    public const int LaterStep = 5;

    // Over all cases the largest seen up to that step is 1e-6 in fp32 and 2e-4 in bf16. An update with beta2 0.999 in place of 0.95, or the
    // other way round, parts them by 2e-4 there at least: fp32 tells that, bf16 only what is worse.
    private const double Fp32 = 3e-5;
    private const double Bf16 = 3e-3;

    /// <summary>What the page says of it.</summary>
    public static string Told => string.Create(CultureInfo.InvariantCulture, $"{Fp32:0e+0} (fp32) or {Bf16:0e+0} (bf16)");

    /// <summary>The largest difference, relative to PyTorch's loss.</summary>
    public static double Of(Precision precision) => precision == Precision.Bf16 ? Bf16 : Fp32;

    /// <summary>The difference of two losses, relative to the first.</summary>
    public static double Difference(double theirs, double ours) => Math.Abs(theirs - ours) / Math.Abs(theirs);

    /// <summary>A sentence about the first losses that are too far apart; null where none are.</summary>
    /// <param name="precision">Of both sides.</param>
    /// <param name="losses">Of PyTorch and of MimLab, with their step.</param>
    public static string? Complaint(Precision precision, params ReadOnlySpan<(int Step, double Theirs, double Ours)> losses)
    {
        foreach (var (step, theirs, ours) in losses)
            if (!(Difference(theirs, ours) <= Of(precision))) // no number is no agreement
                return string.Create(CultureInfo.InvariantCulture,
                    $"The losses part: at step {step} it is {theirs:G7} with PyTorch and {ours:G7} with MimLab, {Difference(theirs, ours):0e+0} apart where {Of(precision):0e+0} is allowed, so the two do not compute the same.");
        return null;
    }
}
