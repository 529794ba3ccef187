namespace MimLab.Data;

/// <summary>The <c>augmentation</c> section of a recipe: from an image of any size to a square input.</summary>
public sealed record AugmentationSettings
{
    /// <summary>The known values of <see cref="Crop"/>.</summary>
    public static readonly IReadOnlyList<string> KnownCrops = ["random-resized", "pad", "centre"];

    /// <summary>
    /// <c>random-resized</c>: a box of random area and aspect ratio, resized; <c>pad</c>: the image (resized when it has another
    /// size) with a border, cropped at a random place; <c>centre</c>: the shorter side resized, the middle cut out (evaluation).
    /// </summary>
    public string Crop { get; init; } = "random-resized";

    /// <summary>Side of the result in pixels.</summary>
    public int Size { get; init; } = 32;

    /// <summary>
    /// Smallest and largest share of the image's area (<c>random-resized</c>). SimMIM 0.67 to 1, MAE and MixMIM 0.2 to 1.
    /// </summary>
    public IReadOnlyList<double> Scale { get; init; } = [0.67, 1.0];

    /// <summary>Smallest and largest width / height (<c>random-resized</c>), drawn uniformly in its logarithm.</summary>
    public IReadOnlyList<double> Ratio { get; init; } = [3.0 / 4, 4.0 / 3];

    /// <summary><c>bilinear</c> (SimMIM) or <c>bicubic</c> (MAE, MixMIM), both antialiased.</summary>
    public string Interpolation { get; init; } = "bilinear";

    /// <summary>Whether half of the samples are mirrored left to right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Border in pixels (<c>pad</c>).</summary>
    public int Padding { get; init; } = 4;

    /// <summary>What the border holds (<c>pad</c>): <c>zero</c> (black) or <c>reflect</c>.</summary>
    public string PadMode { get; init; } = "zero";

    /// <summary>
    /// Length of the shorter side before the middle is cut out (<c>centre</c>), 0 for Size x 256 / 224, or Size up to 64 px; or
    /// before a random square is cut out (<c>pad</c>), 0 for Size.
    /// </summary>
    public int ResizeTo { get; init; }

    /// <summary>
    /// RandAugment (Cubuk et al. 2020) in timm's words, <c>rand-m9-mstd0.5-inc1</c> in SimMIM's fine-tuning; null for none. Its
    /// rotations, shears and shifts resample with <see cref="Interpolation"/> and show the mean colour where no picture is.
    /// </summary>
    public string? RandAugment { get; init; }

    /// <summary>
    /// Random change of brightness, contrast and saturation, each by a factor within this distance of 1; 0 for none. As in timm,
    /// it is not applied where <see cref="RandAugment"/> is, which changes colours itself.
    /// </summary>
    public double ColourJitter { get; init; }

    /// <summary>Probability of random erasing (Zhong et al. 2020): a rectangle of the normalised input becomes noise.</summary>
    public double RandomErasing { get; init; }

    /// <summary><c>imagenet</c>, <c>cifar10</c> or <c>half</c>.</summary>
    public string Normalisation { get; init; } = "imagenet";

    /// <summary>
    /// The deterministic evaluation counterpart: same size, interpolation and normalisation; centre crop, no flip, no distortion.
    /// </summary>
    public AugmentationSettings ForEvaluation() =>
        this with { Crop = "centre", Flip = false, RandAugment = null, ColourJitter = 0, RandomErasing = 0 };

    /// <summary>Checks every value.</summary>
    /// <exception cref="UserError">A value is out of its range; the message names the key.</exception>
    public void Validate()
    {
        if (!KnownCrops.Contains(Crop))
            throw new UserError($"augmentation.crop is '{Crop}', which is not known; "
                + $"use one of {string.Join(", ", KnownCrops)}.");
        if (Size is < 8 or > 4096) throw new UserError($"augmentation.size is {Size}; use 8 to 4096 pixels.");
        if (Scale is not [> 0 and <= 1, > 0 and <= 1] || Scale[0] > Scale[1])
            throw new UserError($"augmentation.scale is [{string.Join(", ", Scale ?? [])}]; "
                + "use two shares of the area, 0 < low <= high <= 1.");
        if (Ratio is not [> 0 and <= 100, > 0 and <= 100] || Ratio[0] > Ratio[1])
            throw new UserError($"augmentation.ratio is [{string.Join(", ", Ratio ?? [])}]; "
                + "use two ratios, 0 < low <= high <= 100.");
        if (Interpolation is not ("bilinear" or "bicubic"))
            throw new UserError($"augmentation.interpolation is '{Interpolation}'; use bilinear or bicubic.");
        if (Padding < 0 || Padding >= Size)
            throw new UserError($"augmentation.padding is {Padding}; use 0 to {Size - 1} pixels, less than augmentation.size.");
        if (PadMode is not ("zero" or "reflect")) throw new UserError($"augmentation.padMode is '{PadMode}'; "
            + "use zero or reflect.");
        if (ResizeTo != 0 && (ResizeTo < Size || ResizeTo > 8192))
            throw new UserError($"augmentation.resizeTo is {ResizeTo}; "
                + $"use 0 for the default or a length from augmentation.size ({Size}) to 8192.");
        if (RandAugment is not null) Distortions.RandAugment.Parse(RandAugment);
        if (ColourJitter is not (>= 0 and <= 10))
            throw new UserError($"augmentation.colourJitter is {ColourJitter}; use 0 for none, up to 10.");
        if (RandomErasing is not (>= 0 and <= 1))
            throw new UserError($"augmentation.randomErasing is {RandomErasing}; use a probability, 0 to 1.");
        Data.Normalisation.Named(Normalisation);
    }
}
