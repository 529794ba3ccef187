using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Cuts an image into patches and maps each to a token (ViT section 3.1). The weight is that of a convolution with stride =
/// kernel, as in the official checkpoints (<c>proj.weight [D, C, p, p]</c>); it is applied as a matrix product to patches,
/// which a masked-image model needs anyway as its targets.
/// </summary>
public sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Conv2d proj;
    private readonly LayerNorm? norm;
    private readonly int channels;
    private readonly int patchSize;

    /// <summary>
    /// Patches of <paramref name="patchSize"/> px with <paramref name="channels"/> colours to tokens of <paramref name="width"/>.
    /// </summary>
    /// <param name="channels">Colours of an image.</param>
    /// <param name="patchSize">Side of a patch in pixels.</param>
    /// <param name="width">Length of a token.</param>
    /// <param name="normEpsilon">
    /// What a layer norm on the tokens adds to the variance (Swin's <c>patch_norm</c>), or null for no norm.
    /// </param>
    public PatchEmbedding(int channels, int patchSize, int width, double? normEpsilon = null) : base(nameof(PatchEmbedding))
    {
        this.channels = channels;
        this.patchSize = patchSize;
        proj = Conv2d(channels, width, patchSize, stride: patchSize);
        if (normEpsilon is { } epsilon) norm = LayerNorm(width, epsilon);
        RegisterComponents();
    }

    /// <summary>
    /// The pixels of each patch, colour by colour and row by row: the order in which a convolution's weight is stored and
    /// PixelShuffle reads its channels.
    /// </summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <returns>[B, L, C p p], patches row by row over the image</returns>
    public Tensor Patchify(Tensor images) => Cut(images, channels, patchSize);

    /// <summary>
    /// Patches back to an image: the inverse of <see cref="Patchify"/>, equal to PixelShuffle on a channel-first map.
    /// </summary>
    /// <param name="patches">[B, L, C p p] of a square image</param>
    /// <returns>[B, C, H, W]</returns>
    public Tensor Unpatchify(Tensor patches) => Paste(patches, channels, patchSize);

    /// <summary>As <see cref="Patchify"/>, without an embedding.</summary>
    internal static Tensor Cut(Tensor images, int channels, int patchSize)
    {
        long h = images.size(2) / patchSize, w = images.size(3) / patchSize;
        return images.view(-1, channels, h, patchSize, w, patchSize)      // [B, C, h, p, w, p]
            .permute(0, 2, 4, 1, 3, 5)                                    // [B, h, w, C, p, p]
            .reshape(images.size(0), h * w, channels * patchSize * patchSize);
    }

    /// <summary>As <see cref="Unpatchify"/>, without an embedding.</summary>
    internal static Tensor Paste(Tensor patches, int channels, int patchSize)
    {
        var side = (long)Math.Sqrt(patches.size(1));
        return patches.reshape(-1, side, side, channels, patchSize, patchSize)  // [B, h, w, C, p, p]
            .permute(0, 3, 1, 4, 2, 5)                                          // [B, C, h, p, w, p]
            .reshape(patches.size(0), channels, side * patchSize, side * patchSize);
    }

    /// <summary>Tokens of patches.</summary>
    /// <param name="patches">[B, L, C p p]</param>
    /// <returns>[B, L, D]</returns>
    public Tensor Embed(Tensor patches)
    {
        var tokens = functional.linear(patches, proj.weight.flatten(1), proj.bias);
        return norm is null ? tokens : norm.call(tokens);
    }

    /// <summary>Tokens of images.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <returns>[B, L, D]</returns>
    public override Tensor forward(Tensor images) => Embed(Patchify(images));
}
