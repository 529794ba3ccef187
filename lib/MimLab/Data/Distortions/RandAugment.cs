using System.Globalization;

namespace MimLab.Data.Distortions;

/// <summary>
/// RandAugment (Cubuk et al. 2020) as timm defines it and the papers' fine-tuning recipes use it: a few operations out of
/// fifteen, with replacement, each left out half of the time, at a magnitude drawn from a normal distribution and held within 0
/// to 10.
/// </summary>
/// <param name="Magnitude">Mean magnitude, 0 to 10 (<c>m</c>).</param>
/// <param name="Deviation">Standard deviation of the magnitude (<c>mstd</c>).</param>
/// <param name="Layers">Operations for each picture (<c>n</c>).</param>
internal sealed record RandAugment(double Magnitude, double Deviation, int Layers)
{
    /// <summary>The largest magnitude.</summary>
    public const double MostMagnitude = 10;

    private const double Probability = 0.5;
    private static readonly int Operations = Enum.GetValues<Distortion>().Length;

    /// <summary>
    /// Reads a policy in timm's words: <c>rand-m9-mstd0.5-inc1</c>. What is not said has timm's default (m10, n2, mstd0), but
    /// <c>inc1</c>, the set whose every operation grows with the magnitude, is the only one known here and must be said.
    /// </summary>
    /// <exception cref="UserError">Another policy, or a number out of range.</exception>
    public static RandAugment Parse(string text)
    {
        var (policy, increasing) = (new RandAugment(MostMagnitude, 0, 2), false);
        var words = text.Split('-');
        var right = words[0] == "rand";
        foreach (var word in words.Skip(1))
        {
            var digits = word.AsSpan().IndexOfAnyInRange('0', '9') is >= 0 and var first ? first : word.Length;
            right &= double.TryParse(word.AsSpan(digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
            switch (word[..digits])
            {
                case "m" when value <= MostMagnitude: policy = policy with { Magnitude = value }; break;
                case "mstd" when value <= 100: policy = policy with { Deviation = value }; break;
                case "n" when value is >= 1 and <= 20 && value == (int)value: policy = policy with { Layers = (int)value }; break;
                case "inc" when value == 1: increasing = true; break;
                default: right = false; break;
            }
        }
        return right && increasing ? policy : throw new UserError($"augmentation.randAugment is '{text}'; "
            + "use null for none or a policy like rand-m9-mstd0.5-inc1 (m 0 to 10, mstd 0 to 100, n 1 to 20, and always inc1).");
    }

    /// <summary>Distorts a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="bicubic">How rotations, shears and shifts resample.</param>
    /// <param name="fill">What they show where there is no picture.</param>
    /// <param name="random">The sample's generator.</param>
    public void Apply(BytePicture picture, bool bicubic, (byte Red, byte Green, byte Blue) fill, ref SampleRandom random)
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            var operation = (Distortion)random.NextInt(Operations);
            if (random.NextDouble() >= Probability) continue;
            var magnitude = Deviation > 0 ? Magnitude + Deviation * random.NextNormal() : Magnitude;
            var negative = random.NextInt(2) == 1;
            Apply(picture, operation, Argument(operation, Math.Clamp(magnitude, 0, MostMagnitude), negative), bicubic, fill);
        }
    }

    /// <summary>What a magnitude means to an operation: degrees, bits, a threshold, a factor, a share of the side.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="magnitude">0 to 10.</param>
    /// <param name="negative">The direction, for operations that have two.</param>
    public static double Argument(Distortion operation, double magnitude, bool negative)
    {
        var level = magnitude / MostMagnitude;
        var signed = negative ? -level : level;
        return operation switch
        {
            Distortion.Rotate => signed * 30,
            Distortion.Posterize => 4 - (int)(level * 4),
            Distortion.Solarize => 256 - (int)(level * 256),
            Distortion.SolarizeAdd => (int)(level * 110),
            Distortion.Colour or Distortion.Contrast or Distortion.Brightness or Distortion.Sharpness => Math.Max(0.1, 1 + signed * 0.9),
            Distortion.ShearX or Distortion.ShearY => signed * 0.3,
            Distortion.TranslateX or Distortion.TranslateY => signed * 0.45,
            _ => 0,
        };
    }

    /// <summary>One operation.</summary>
    public static void Apply(BytePicture picture, Distortion operation, double argument, bool bicubic, (byte Red, byte Green, byte Blue) fill)
    {
        switch (operation)
        {
            case Distortion.AutoContrast: ColourTables.AutoContrast(picture); break;
            case Distortion.Equalize: ColourTables.Equalize(picture); break;
            case Distortion.Invert: ColourTables.Invert(picture); break;
            case Distortion.Posterize: ColourTables.Posterize(picture, (int)argument); break;
            case Distortion.Solarize: ColourTables.Solarize(picture, (int)argument); break;
            case Distortion.SolarizeAdd: ColourTables.SolarizeAdd(picture, (int)argument); break;
            case Distortion.Colour: Enhancement.Colour(picture, argument); break;
            case Distortion.Contrast: Enhancement.Contrast(picture, argument); break;
            case Distortion.Brightness: Enhancement.Brightness(picture, argument); break;
            case Distortion.Sharpness: Enhancement.Sharpness(picture, argument); break;
            default: Warp(picture, operation, argument).Run(picture, bicubic, fill); break;
        }
    }

    private static AffineWarp Warp(BytePicture picture, Distortion operation, double argument) => operation switch
    {
        Distortion.Rotate => AffineWarp.Rotation(argument, picture.Width, picture.Height),
        Distortion.ShearX => AffineWarp.Of(shearX: argument),
        Distortion.ShearY => AffineWarp.Of(shearY: argument),
        Distortion.TranslateX => AffineWarp.Of(moveX: argument * picture.Width),
        Distortion.TranslateY => AffineWarp.Of(moveY: argument * picture.Height),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };
}
