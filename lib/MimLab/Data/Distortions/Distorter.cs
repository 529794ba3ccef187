namespace MimLab.Data.Distortions;

/// <summary>
/// The crop on its way through bytes, where RandAugment and colour jitter work, to normalised planes. A picture that needs no
/// resizing and is not distorted comes out as the resampler alone would give it. Not safe for concurrent use: one for each
/// worker.
/// </summary>
internal sealed class Distorter
{
    private readonly Resampler resampler = new();
    private readonly BytePicture picture = new();
    private readonly float[] normalised = new float[3 * 256];
    private readonly RandAugment? policy;
    private readonly double jitter;
    private readonly bool bicubic;
    private readonly (byte, byte, byte) fill;

    private Distorter(Augmentation augmentation)
    {
        policy = augmentation.Settings.RandAugment is { } text ? RandAugment.Parse(text) : null;
        jitter = augmentation.Settings.ColourJitter;
        bicubic = augmentation.Interpolation == Interpolation.Bicubic;
        var normalisation = augmentation.Normalisation;
        for (var value = 0; value < normalised.Length; value++) normalised[value] = normalisation.Of((byte)value, value / 256);
        fill = (Grey(normalisation.Mean[0]), Grey(normalisation.Mean[1]), Grey(normalisation.Mean[2]));
    }

    /// <summary>A distorter, or null when the settings ask for no distortion.</summary>
    public static Distorter? For(Augmentation augmentation) =>
        augmentation.Settings is { RandAugment: null, ColourJitter: 0 } ? null : new(augmentation);

    /// <summary>Fills [3, Y.Count, X.Count] normalised values.</summary>
    public void Run(ImageBuffer source, ResampleAxis x, ResampleAxis y, Span<float> planes, ref SampleRandom random)
    {
        resampler.Run(source, x, y, planes); // 0 to 255
        picture.Reset(x.Count, y.Count);
        var pixels = picture.Pixels;
        var plane = x.Count * y.Count;
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < plane; i++) pixels[i * 3 + channel] = (byte)(planes[channel * plane + i] + 0.5f);
        if (policy is not null) policy.Apply(picture, bicubic, fill, ref random);
        else ColourJitter.Apply(picture, jitter, ref random);
        pixels = picture.Pixels; // operations may have exchanged the buffers
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < plane; i++) planes[channel * plane + i] = normalised[channel * 256 + pixels[i * 3 + channel]];
    }

    /// <summary>The mean colour, which timm fills with.</summary>
    private static byte Grey(float mean) => (byte)Math.Min(255, Math.Round(255.0 * mean));
}
