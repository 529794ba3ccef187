namespace MimLab.Data.Distortions;

/// <summary>
/// Brightness, contrast and saturation by random factors in random order, as torchvision's ColorJitter without a change of hue.
/// </summary>
internal static class ColourJitter
{
    /// <summary>Changes the colours.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="strength">Factors lie within this distance of 1, and not below 0.</param>
    /// <param name="random">The sample's generator.</param>
    public static void Apply(BytePicture picture, double strength, ref SampleRandom random)
    {
        Span<Distortion> order = [Distortion.Brightness, Distortion.Contrast, Distortion.Colour];
        random.Shuffle(order);
        foreach (var operation in order)
        {
            var factor = random.NextDouble(Math.Max(0, 1 - strength), 1 + strength);
            RandAugment.Apply(picture, operation, factor, bicubic: false, fill: default);
        }
    }
}
