namespace MimLab.Data;

/// <summary>Mean and standard deviation of each colour, for values in [0, 1]; inputs become (value - mean) / deviation.</summary>
/// <param name="Name">The name in recipes.</param>
/// <param name="Mean">Mean of red, green, blue.</param>
/// <param name="Deviation">Standard deviation of red, green, blue.</param>
public sealed record Normalisation(string Name, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>ImageNet's constants, which all of the papers use.</summary>
    public static readonly Normalisation ImageNet = new("imagenet", [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>CIFAR-10's training pixels.</summary>
    public static readonly Normalisation Cifar10 = new("cifar10", [0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    /// <summary>Values to [-1, 1].</summary>
    public static readonly Normalisation Half = new("half", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>Every known one.</summary>
    public static readonly IReadOnlyList<Normalisation> Known = [ImageNet, Cifar10, Half];

    /// <summary>The one with this name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static Normalisation Named(string name) => Known.FirstOrDefault(known => known.Name == name)
        ?? throw new UserError($"The normalisation '{name}' is not known; "
            + $"use one of {string.Join(", ", Known.Select(known => known.Name))}.");

    /// <summary>What a byte of a channel is multiplied with, and what is added to it, to be normalised.</summary>
    internal (float Factor, float Addend) Scale(int channel) => (1f / (255f * Deviation[channel]), -Mean[channel] / Deviation[channel]);

    /// <summary>A normalised byte.</summary>
    internal float Of(byte value, int channel)
    {
        var (factor, addend) = Scale(channel);
        return value * factor + addend;
    }

    /// <summary>Turns normalised values back into bytes, for pictures.</summary>
    /// <param name="planes">[3, H, W] normalised values.</param>
    /// <param name="rgb">H x W x 3 bytes to fill.</param>
    public void ToBytes(ReadOnlySpan<float> planes, Span<byte> rgb)
    {
        var pixels = planes.Length / 3;
        if (planes.Length != pixels * 3 || rgb.Length != planes.Length)
            throw new ArgumentException("Expected as many bytes as values, a multiple of 3; "
                + $"got {planes.Length} values and {rgb.Length} bytes.");
        for (var channel = 0; channel < 3; channel++)
        {
            float mean = Mean[channel], deviation = Deviation[channel];
            var plane = planes.Slice(channel * pixels, pixels);
            for (var i = 0; i < pixels; i++)
                rgb[i * 3 + channel] = (byte)Math.Clamp((plane[i] * deviation + mean) * 255f + 0.5f, 0f, 255f);
        }
    }
}
