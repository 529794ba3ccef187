namespace MimLab.Backbones;

/// <summary>
/// The sizes of Swin (section 3.3: T, S, B, L) and SwinV2 (section 3.5, which adds H and G). Windows are those of pre-training at
/// the named size of images: 7 at 224 px, and 8 at 256 px for the second version. SwinV2-G has four blocks in its last stage as
/// the paper says (3.0 billion parameters); several reimplementations have two (2.6 billion).
/// </summary>
/// <param name="Name">As in the paper.</param>
/// <param name="Width">Length of a token in the first stage.</param>
/// <param name="Depths">Blocks of each stage.</param>
/// <param name="Heads">Attention heads of each stage.</param>
/// <param name="ExtraNormPeriod">As <see cref="SwinTransformerV2Config.ExtraNormPeriod"/>.</param>
public sealed record SwinTransformerSize(string Name, int Width, IReadOnlyList<int> Depths, IReadOnlyList<int> Heads, int ExtraNormPeriod = 0)
{
    /// <summary>Swin-T, Swin-S, Swin-B and Swin-L, then SwinV2-T, -S, -B, -L, -H and -G.</summary>
    public static IReadOnlyList<SwinTransformerSize> All { get; } =
    [
        new("Swin-T", 96, [2, 2, 6, 2], [3, 6, 12, 24]),
        new("Swin-S", 96, [2, 2, 18, 2], [3, 6, 12, 24]),
        new("Swin-B", 128, [2, 2, 18, 2], [4, 8, 16, 32]),
        new("Swin-L", 192, [2, 2, 18, 2], [6, 12, 24, 48]),
        new("SwinV2-T", 96, [2, 2, 6, 2], [3, 6, 12, 24]),
        new("SwinV2-S", 96, [2, 2, 18, 2], [3, 6, 12, 24]),
        new("SwinV2-B", 128, [2, 2, 18, 2], [4, 8, 16, 32]),
        new("SwinV2-L", 192, [2, 2, 18, 2], [6, 12, 24, 48]),
        new("SwinV2-H", 352, [2, 2, 18, 2], [11, 22, 44, 88], ExtraNormPeriod: 6),
        new("SwinV2-G", 512, [2, 2, 42, 4], [16, 32, 64, 128], ExtraNormPeriod: 6),
    ];

    /// <summary>Whether the size belongs to the second version.</summary>
    public bool IsV2 => Name.StartsWith("SwinV2", StringComparison.Ordinal);

    /// <summary>The size of that name.</summary>
    /// <exception cref="UserError">There is none; the message lists the names.</exception>
    public static SwinTransformerSize Named(string name) => All.FirstOrDefault(size => size.Name == name)
        ?? throw new UserError($"model.size must be one of {string.Join(", ", All.Select(size => size.Name))}, but it is \"{name}\".");

    /// <summary>The shape of this size.</summary>
    /// <param name="imageSize">Side of the images in pixels.</param>
    /// <param name="window">Tokens per side of a window.</param>
    public SwinTransformerConfig Shape(int imageSize, int window) => IsV2
        ? new SwinTransformerV2Config { ImageSize = imageSize, Window = window, Width = Width, Depths = Depths, Heads = Heads, ExtraNormPeriod = ExtraNormPeriod }
        : new SwinTransformerConfig { ImageSize = imageSize, Window = window, Width = Width, Depths = Depths, Heads = Heads };
}
