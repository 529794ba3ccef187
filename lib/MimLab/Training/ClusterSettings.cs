namespace MimLab.Training;

/// <summary>
/// The <c>clusters</c> section of a recipe: how the colours of the target <c>clusters</c> are found in the training images.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>Images whose pixels are clustered, at most.</summary>
    public int Images { get; init; } = 2000;

    /// <summary>Pixels of each, chosen at random.</summary>
    public int PixelsPerImage { get; init; } = 32;

    /// <summary>Rounds of k-means, at most.</summary>
    public int Iterations { get; init; } = 50;

    /// <summary>Seed of the choices; the same for all seeds of a run.</summary>
    public ulong Seed { get; init; }

    internal void Validate(RecipeCheck check)
    {
        check.AtLeast("images", Images, 1);
        check.AtLeast("pixelsPerImage", PixelsPerImage, 1);
        check.That((long)Images * PixelsPerImage <= 100_000_000, "pixelsPerImage", $"is {PixelsPerImage} in each of {Images} images, but at most 100,000,000 pixels can be clustered");
        check.Within("iterations", Iterations, 1, 10_000);
    }
}
