namespace MimLab.Backbones;

/// <summary>
/// The sizes of MixMIM's encoder (the shapes of its released code), all of depths 2, 2, 18, 2: B is as large as Swin-B, L as
/// Swin-L.
/// </summary>
/// <param name="Name">MixMIM-B, MixMIM-L or MixMIM-H.</param>
/// <param name="Width">Length of a token at the first stage.</param>
/// <param name="Heads">Attention heads at the first stage; they double from stage to stage.</param>
public sealed record MixMimTransformerSize(string Name, int Width, int Heads)
{
    /// <summary>MixMIM-B, MixMIM-L and MixMIM-H.</summary>
    public static IReadOnlyList<MixMimTransformerSize> All { get; } = [new("MixMIM-B", 128, 4), new("MixMIM-L", 192, 6), new("MixMIM-H", 352, 11)];

    /// <summary>The size of that name.</summary>
    /// <exception cref="UserError">There is none; the message lists the names.</exception>
    public static MixMimTransformerSize Named(string name) => All.FirstOrDefault(size => size.Name == name)
        ?? throw new UserError($"The size of a MixMIM encoder must be one of {string.Join(", ", All.Select(size => size.Name))}, but it is \"{name}\".");

    /// <summary>
    /// The encoder of this size. The last two stages are one window each; those before have windows of at most 16 tokens that
    /// fill them. At 224 px this makes 14, 14, 14, 7 as released; at 384 px 16, 16, 24, 12, which the published parameters and
    /// operations at that size ask for.
    /// </summary>
    /// <param name="imageSize">Side of the images, a multiple of 32 pixels.</param>
    public MixMimTransformerConfig At(int imageSize = 224) => new()
    {
        ImageSize = imageSize,
        Width = Width,
        Heads = [Heads, 2 * Heads, 4 * Heads, 8 * Heads],
        Windows = WindowsAt(imageSize, patchSize: 4, stages: 4),
    };

    /// <summary>The windows of each stage by the same rule, for a hierarchy of other patches and stages.</summary>
    public static IReadOnlyList<int> WindowsAt(int imageSize, int patchSize, int stages)
    {
        int GridOf(int stage) => Math.Max(1, imageSize / (patchSize << stage));
        var window = Enumerable.Range(1, 16).Last(side => GridOf(Math.Max(0, stages - 3)) % side == 0);
        return [.. Enumerable.Range(0, stages).Select(stage => stage >= stages - 2 ? GridOf(stage) : window)];
    }
}
