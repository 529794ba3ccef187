using MimLab.Evaluation;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>What a pre-trained model makes of masked test images.</summary>
internal static class Reconstructions
{
    private const int Images = 8;

    /// <summary>Name of the picture in a run's folder.</summary>
    public const string File = "reconstruction.png";

    /// <summary>
    /// Original, masked input, prediction and filled-in image of eight test images, always the same ones, as PNG bytes.
    /// </summary>
    /// <param name="recipe">The recipe that was pre-trained.</param>
    /// <param name="checkpoint">Its checkpoint.</param>
    public static byte[] Picture(Recipe recipe, string checkpoint)
    {
        using var model = PretrainedModel.Load(recipe, checkpoint);
        using var samples = new ReconstructionSamples(recipe, Images);
        return samples.Draw(model, setsAcross: 2, side: 112).ToPng();
    }
}
