namespace MimLab.Backbones;

/// <summary>The usual sizes of vision transformers (ViT Table 1; ViT-T and ViT-S from DeiT Table 1).</summary>
public sealed record VisionTransformerSize(string Name, int Width, int Depth, int Heads, int PatchSize)
{
    /// <summary>ViT-T, ViT-S, ViT-B, ViT-L and ViT-H.</summary>
    public static IReadOnlyList<VisionTransformerSize> All { get; } =
    [
        new("ViT-T", 192, 12, 3, 16),
        new("ViT-S", 384, 12, 6, 16),
        new("ViT-B", 768, 12, 12, 16),
        new("ViT-L", 1024, 24, 16, 16),
        new("ViT-H", 1280, 32, 16, 14),
    ];

    /// <summary>The size of that name.</summary>
    /// <exception cref="UserError">There is none; the message lists the names.</exception>
    public static VisionTransformerSize Named(string name) => All.FirstOrDefault(size => size.Name == name)
        ?? throw new UserError($"model.size must be one of {string.Join(", ", All.Select(size => size.Name))}, but it is \"{name}\".");
}
