using MimLab.Data.Distortions;

namespace MimLab.Data;

/// <summary>Reads and augments samples on one thread, in working memory that is reused from sample to sample.</summary>
public sealed class AugmentationWorker : IRegionChooser
{
    private readonly Augmentation augmentation;
    private readonly ImageBuffer buffer = new();
    private readonly ResampleAxis x = new();
    private readonly ResampleAxis y = new();
    private readonly Resampler resampler;
    private readonly Distorter? distorter;
    private SampleRandom random;
    private CropPlan plan;
    private bool planned;

    internal AugmentationWorker(Augmentation augmentation)
    {
        this.augmentation = augmentation;
        resampler = new Resampler(augmentation.Normalisation);
        distorter = Distorter.For(augmentation);
    }

    /// <summary>Reads one image and augments it.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="index">Which image.</param>
    /// <param name="sample">The sample's generator, from (seed, epoch, index).</param>
    /// <param name="planes">[3, S, S] values to fill.</param>
    /// <exception cref="UnreadableImageException">The image's file is damaged.</exception>
    public void Load(IImageDataset data, int index, SampleRandom sample, Span<float> planes)
    {
        (random, planned) = (sample, false);
        data.Read(index, buffer, this);
        Finish(buffer, planes);
    }

    /// <summary>Augments an image that is in memory.</summary>
    /// <param name="image">The image.</param>
    /// <param name="sample">The sample's generator.</param>
    /// <param name="planes">[3, S, S] values to fill.</param>
    public void Apply(ImageBuffer image, SampleRandom sample, Span<float> planes)
    {
        (random, planned) = (sample, false);
        Finish(image, planes);
    }

    ImageRegion IRegionChooser.Choose(int width, int height)
    {
        plan = augmentation.Draw(ref random, width, height);
        planned = true;
        return Needed();
    }

    /// <summary>The part of the box that the kept square comes from: what lies outside need not be decoded.</summary>
    private ImageRegion Needed()
    {
        var (box, size) = (plan.Box, augmentation.Size);
        double scaleX = (double)box.Width / plan.ResizedWidth, scaleY = (double)box.Height / plan.ResizedHeight;
        // Kernels reach at most two (stretched) pixels past the square; a shrunk pixel more on each side covers rounding.
        double reachX = 2 * Math.Max(scaleX, plan.Shrink) + plan.Shrink, reachY = 2 * Math.Max(scaleY, plan.Shrink) + plan.Shrink;
        // Reflected padding may need any pixel near the border.
        var reflected = augmentation.Settings is { Crop: "pad", PadMode: "reflect" } ? augmentation.Settings.Padding : 0;
        var left = Math.Clamp((plan.X - reflected) * scaleX - reachX, 0, box.Width - 1);
        var top = Math.Clamp((plan.Y - reflected) * scaleY - reachY, 0, box.Height - 1);
        var right = Math.Clamp((plan.X + size + reflected) * scaleX + reachX, left + 1, box.Width);
        var bottom = Math.Clamp((plan.Y + size + reflected) * scaleY + reachY, top + 1, box.Height);
        return new ImageRegion(box.X + left, box.Y + top, right - left, bottom - top, plan.Shrink);
    }

    private void Finish(ImageBuffer image, Span<float> planes)
    {
        if (!planned) plan = augmentation.Draw(ref random, image.SourceWidth, image.SourceHeight);
        var bicubic = augmentation.Interpolation == Interpolation.Bicubic;
        var reflect = augmentation.Settings.PadMode == "reflect";
        var size = augmentation.Size;
        var shrink = (double)image.Shrink;
        x.Fill(plan.Box.X / shrink - image.OffsetX, plan.Box.Width / shrink, plan.ResizedWidth, plan.X, size, image.Width, bicubic, reflect, plan.Mirror);
        y.Fill(plan.Box.Y / shrink - image.OffsetY, plan.Box.Height / shrink, plan.ResizedHeight, plan.Y, size, image.Height, bicubic, reflect, false);
        if (distorter is null) resampler.Run(image, x, y, planes);
        else distorter.Run(image, x, y, planes, ref random);
        if (augmentation.Settings.RandomErasing is > 0 and var probability) RandomErasing.Apply(planes, size, probability, ref random);
    }
}
