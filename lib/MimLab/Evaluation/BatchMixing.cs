using MimLab.Data;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Mixup (Zhang et al. 2018) or cutmix (Yun et al. 2019) of a batch with itself in reverse order, one draw for the whole batch,
/// as in timm's batch mode. The draw depends on (seed, epoch, batch) alone, so a resumed run repeats it. In a batch of odd size
/// the middle image meets itself.
/// </summary>
/// <param name="Kept">Share of an image's own target.</param>
/// <param name="Box">What comes from the other image in cutmix; null for mixup.</param>
internal readonly record struct BatchMixing(double Kept, (int Top, int Left, int Height, int Width)? Box)
{
    /// <summary>Draws how a batch is mixed.</summary>
    /// <param name="settings">Alpha of each kind, not both 0, and how they share the batches.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The batch's epoch.</param>
    /// <param name="batch">The batch's place in it.</param>
    /// <param name="height">Height of the images in pixels.</param>
    /// <param name="width">Width of the images in pixels.</param>
    public static BatchMixing Draw(FineTuneSettings settings, ulong seed, int epoch, int batch, int height, int width)
    {
        var random = SampleRandom.For(seed, epoch, batch, RandomStreams.Mixing);
        var first = random.NextDouble();
        var cut = settings.Mixup == 0 || (settings.Cutmix > 0 && first < settings.MixupSwitch);
        var kept = Beta(ref random, cut ? settings.Cutmix : settings.Mixup);
        if (!cut) return new(kept, null);
        // A box of this share of the area about a centre anywhere; what sticks out is cut off and counts for the image itself.
        var side = Math.Sqrt(1 - kept);
        var (top, boxHeight) = Interval(random.NextInt(height), (int)(height * side), height);
        var (left, boxWidth) = Interval(random.NextInt(width), (int)(width * side), width);
        return new(1 - (double)boxHeight * boxWidth / ((double)height * width), (top, left, boxHeight, boxWidth));
    }

    /// <summary>The mixed images, a new tensor. [B, C, H, W]</summary>
    public Tensor Images(Tensor images)
    {
        using var scope = NewDisposeScope();
        if (Box is not var (top, left, height, width)) return Average(images).MoveToOuterDisposeScope();
        var mixed = images.clone(); // [B, C, H, W]
        if (height > 0 && width > 0)
            mixed.narrow(2, top, height).narrow(3, left, width).copy_(images.narrow(2, top, height).narrow(3, left, width).flip(0));
        return mixed.MoveToOuterDisposeScope();
    }

    /// <summary>The mixed targets. [B, K]</summary>
    public Tensor Targets(Tensor targets)
    {
        using var scope = NewDisposeScope();
        return Average(targets).MoveToOuterDisposeScope();
    }

    private Tensor Average(Tensor values) => values * Kept + values.flip(0) * (1 - Kept);

    private static (int Start, int Length) Interval(int centre, int length, int size)
    {
        int start = Math.Max(centre - length / 2, 0), end = Math.Min(centre + length / 2, size);
        return (start, end - start);
    }

    /// <summary>A draw from Beta(alpha, alpha): the share of one of two Gamma draws in their sum.</summary>
    private static double Beta(ref SampleRandom random, double alpha)
    {
        double one = Gamma(ref random, alpha), two = Gamma(ref random, alpha);
        // Tiny alphas give numbers too small to add, and in the limit all to one side.
        return one + two > 0 ? one / (one + two) : random.NextInt(2);
    }

    /// <summary>A draw from Gamma(alpha, 1) by the method of Marsaglia and Tsang (2000).</summary>
    private static double Gamma(ref SampleRandom random, double alpha)
    {
        if (alpha < 1) return Gamma(ref random, alpha + 1) * Math.Pow(1 - random.NextDouble(), 1 / alpha);
        var d = alpha - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.NextNormal();
            var cube = Math.Pow(1 + c * normal, 3);
            if (cube > 0 && Math.Log(1 - random.NextDouble()) < normal * normal / 2 + d - d * cube + d * Math.Log(cube)) return d * cube;
        }
    }
}
