using System.Text.Json.Serialization;

namespace MimLab.Targets;

/// <summary>The shape of a <see cref="DiscreteVae"/>.</summary>
public sealed record DiscreteVaeConfig
{
    /// <summary>Colours of an image.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>t, side of the square of pixels that one token stands for.</summary>
    public int Side { get; init; } = 4;

    /// <summary>K, how many tokens there are.</summary>
    public int Tokens { get; init; } = 512;

    /// <summary>Channels of the convolutions.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks of the encoder, and of the decoder.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>Numbers that the model learns, counted without making it.</summary>
    [JsonIgnore]
    public long Parameters
    {
        get
        {
            long pixels = (long)Channels * Side * Side, width = Width;
            var block = 9 * width * width + width + width * width + width;
            return pixels * width + width + 2 * Blocks * block + 2 * width * Tokens + Tokens + width * pixels + pixels;
        }
    }

    /// <summary>Name of what is done to the pixels that it sees.</summary>
    public string Normalisation { get; init; } = "imagenet";
}
