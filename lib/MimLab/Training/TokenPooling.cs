namespace MimLab.Training;

/// <summary>How the tokens of an image become the one vector that a probe classifies.</summary>
public enum TokenPooling
{
    /// <summary>The mean of the patch tokens (SimMIM).</summary>
    Mean,

    /// <summary>The class token (MAE, MFF); only a ViT has one.</summary>
    Class,

    /// <summary>The class token and behind it the mean of the patch tokens, a vector of twice the width (BEiT).</summary>
    ClassAndMean,
}
