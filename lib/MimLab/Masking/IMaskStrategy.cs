namespace MimLab.Masking;

/// <summary>
/// Decides which tokens of an image are hidden. A strategy holds no state: everything random comes from the caller.
/// </summary>
public interface IMaskStrategy
{
    /// <summary>A short name with the settings that matter, such as <c>random 32 px, 0.6</c>.</summary>
    string Name { get; }

    /// <summary>Tokens per side of the grid that <see cref="Draw"/> fills.</summary>
    int GridSize { get; }

    /// <summary>Hidden tokens of every mask, or null when the count varies from mask to mask.</summary>
    int? MaskedCount { get; }

    /// <summary>Draws one mask.</summary>
    /// <param name="random">The generator of the sample that is masked.</param>
    /// <param name="mask">GridSize * GridSize bytes, row by row: 1 where the image is hidden, 0 where it is seen.</param>
    void Draw(ref SampleRandom random, Span<byte> mask);
}
