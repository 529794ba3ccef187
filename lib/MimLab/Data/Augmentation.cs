namespace MimLab.Data;

/// <summary>
/// From images of any size to normalised square inputs. What happens to a sample depends only on the generator handed in, which
/// the loader seeds with (seed, epoch, index). Safe to share between threads: the working memory lies in
/// <see cref="AugmentationWorker"/>.
/// </summary>
public sealed class Augmentation
{
    // Reducing by at least this much after the decoder's own shrinking keeps the difference to a full decode invisible.
    private const double ReductionLeft = 1.5;

    /// <summary>An augmentation with checked settings.</summary>
    /// <exception cref="UserError">A setting is out of its range.</exception>
    public Augmentation(AugmentationSettings settings)
    {
        settings.Validate();
        Settings = settings;
        Normalisation = Normalisation.Named(settings.Normalisation);
        Interpolation = settings.Interpolation == "bicubic" ? Interpolation.Bicubic : Interpolation.Bilinear;
        ResizeTo = settings.ResizeTo > 0 ? settings.ResizeTo
            : settings.Size <= 64 ? settings.Size
            : (int)Math.Round(settings.Size * 256.0 / 224);
    }

    /// <summary>The settings.</summary>
    public AugmentationSettings Settings { get; }

    /// <summary>Side of the result in pixels.</summary>
    public int Size => Settings.Size;

    /// <summary>What the results are normalised with.</summary>
    public Normalisation Normalisation { get; }

    /// <summary>How images are resampled.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>Length of the shorter side before a centre crop.</summary>
    public int ResizeTo { get; }

    /// <summary>Working memory for one thread.</summary>
    public AugmentationWorker CreateWorker() => new(this);

    /// <summary>Draws what happens to an image of this size.</summary>
    internal CropPlan Draw(ref SampleRandom random, int width, int height)
    {
        var plan = Settings.Crop switch
        {
            "random-resized" => RandomResized(ref random, width, height),
            "pad" => Pad(ref random, width, height),
            _ => Centre(width, height),
        };
        return plan with { Mirror = Settings.Flip && (random.NextUInt64() >> 63) == 1 };
    }

    private CropPlan RandomResized(ref SampleRandom random, int width, int height)
    {
        var box = CropBox.Random(ref random, width, height, (Settings.Scale[0], Settings.Scale[1]), (Settings.Ratio[0], Settings.Ratio[1]));
        return Plan(box, Size, Size, 0, 0);
    }

    private CropPlan Pad(ref SampleRandom random, int width, int height)
    {
        var (resizedWidth, resizedHeight) = ShorterSide(width, height, Settings.ResizeTo > 0 ? Settings.ResizeTo : Size);
        var x = random.NextInt(resizedWidth - Size + 2 * Settings.Padding + 1) - Settings.Padding;
        var y = random.NextInt(resizedHeight - Size + 2 * Settings.Padding + 1) - Settings.Padding;
        return Plan(new CropBox(0, 0, width, height), resizedWidth, resizedHeight, x, y);
    }

    private CropPlan Centre(int width, int height)
    {
        var (resizedWidth, resizedHeight) = ShorterSide(width, height, ResizeTo);
        return Plan(new CropBox(0, 0, width, height), resizedWidth, resizedHeight, (resizedWidth - Size) / 2, (resizedHeight - Size) / 2);
    }

    private static (int Width, int Height) ShorterSide(int width, int height, int length) => width <= height
        ? (length, Math.Max(length, (int)((long)length * height / width)))
        : (Math.Max(length, (int)((long)length * width / height)), length);

    private static CropPlan Plan(CropBox box, int resizedWidth, int resizedHeight, int x, int y)
    {
        var reduction = Math.Min((double)box.Width / resizedWidth, (double)box.Height / resizedHeight) / ReductionLeft;
        var shrink = reduction >= 8 ? 8 : reduction >= 4 ? 4 : reduction >= 2 ? 2 : 1;
        return new CropPlan(box, resizedWidth, resizedHeight, x, y, shrink, Mirror: false);
    }
}
