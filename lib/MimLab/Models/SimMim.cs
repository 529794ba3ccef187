using MimLab.Backbones;
using MimLab.Targets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>
/// SimMIM (Xie et al. 2022, arXiv 2111.09886, section 3): hidden patches enter the encoder as a learned token, a head (a linear
/// layer in the paper's default) predicts the raw pixels of every patch, and the L1 error counts where the image was hidden.
/// Other targets (section 4.1.5) take the place of the pixels.
/// <para>Differs from the paper: what the text leaves open follows the released code. The initialisation truncates at one
/// standard deviation; the loss divides by the hidden pixels of the whole batch, plus 1e-5; prediction and loss stay in patch
/// order instead of passing through PixelShuffle, which is the same sum.</para>
/// <para>The encoder is a vision transformer or a hierarchical one (Swin, SwinV2), whose output tokens each predict the patches
/// they stand for: 32 x 32 pixels, SimMIM's <c>encoder_stride</c>.</para>
/// </summary>
public sealed class SimMim : MaskedImageModel
{
    // Field names are the names in official state dicts.
    private readonly IMaskedEncoder encoder;
    private readonly Module<Tensor, Tensor> decoder; // [B, l, D] to [B, l, outputs of its patches]
    private readonly PatchSpread spread;
    private readonly IPredictionTarget target;
    private readonly bool wholeImage;

    /// <summary>
    /// A target of classes is predicted in at most so many numbers at once (256 MB): a few images at a time where there are more.
    /// </summary>
    internal long MostPredicted { get; set; } = 1L << 26;

    /// <summary>A new model.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public SimMim(SimMimConfig config) : base(nameof(SimMim))
    {
        var shape = config.Encoder with { MaskToken = true };
        encoder = shape.Create() as IMaskedEncoder ?? throw new ArgumentException($"{shape.GetType().Name} is not an encoder that takes a mask token of its own for each image.", nameof(config));
        decoder = config.Head.Create(shape.OutputWidth, config.Tokens, config.Outputs);
        target = config.Target.Create(shape.Channels, shape.ImageSize, shape.TokenSize);
        var pixels = config.Target.Kind == "pixels" ? config.Target.Grid(shape.Channels, shape.ImageSize, shape.TokenSize) : null;
        spread = new PatchSpread(shape.OutputGrid, shape.OutputSize / shape.TokenSize, pixels);
        wholeImage = config.Target.WholeImage;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IMaskedEncoder Encoder => encoder;

    /// <summary>Features of every place; hidden patches are known to the encoder only by theirs.</summary>
    /// <param name="patches">[B, L, C p p]</param>
    /// <param name="mask">[B, h, w]</param>
    /// <returns>[B, l, D], where l = L unless the encoder merges patches</returns>
    public Tensor Encode(Tensor patches, Tensor mask) => encoder.EncodePatches(patches, mask);

    /// <summary>The prediction for every patch: [B, l, D] to [B, L, outputs], for pixels [B, L, C p p].</summary>
    public Tensor Decode(Tensor features) => spread.Apply(decoder.call(features));

    /// <summary>
    /// What is predicted of each patch: [B, L, C p p] to [B, L, ...], for pixels as many numbers as there are outputs.
    /// </summary>
    public Tensor Truth(Tensor patches) => target.Truth(patches);

    /// <summary>The mean error over hidden patches, or over all (section 3.4).</summary>
    /// <param name="patches">True pixels [B, L, C p p]</param>
    /// <param name="predicted">[B, L, outputs]</param>
    /// <param name="mask">[B, h, w]</param>
    public Tensor Loss(Tensor patches, Tensor predicted, Tensor mask) =>
        TargetLoss.Mean(target, target.Errors(predicted, Truth(patches)), wholeImage ? null : mask);

    /// <inheritdoc/>
    public override Tensor Reconstruct(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var patches = encoder.Patchify(images);
        var features = Encode(patches, mask);
        var pictures = new List<Tensor>();
        var most = ImagesAtOnce(patches.size(1));
        for (long start = 0; start < features.size(0); start += most)
        {
            using var some = NewDisposeScope();
            var predicted = Decode(features.narrow(0, start, Math.Min(most, features.size(0) - start)));
            pictures.Add(target.Picture(predicted).MoveToOuterDisposeScope());
        }
        return encoder.Unpatchify(cat(pictures, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w] over the encoder's tokens, int64 or bool, nonzero where hidden</param>
    /// <returns>A scalar</returns>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var patches = encoder.Patchify(images);             // [B, L, C p p], input and target in one
        var features = Encode(patches, mask);               // [B, l, D]
        var most = ImagesAtOnce(patches.size(1));
        var loss = target.Outputs <= patches.size(2) || images.size(0) <= most
            ? Loss(patches, Decode(features), mask)
            : TargetLoss.MeanInChunks(target, decoder, features, Truth(patches), wholeImage ? null : mask, (int)most, spread.Apply);
        return loss.MoveToOuterDisposeScope();
    }

    private long ImagesAtOnce(long tokens) => Math.Max(1, MostPredicted / (tokens * target.Outputs));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) target.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// SimMIM's optimizer: no decay for biases, norms, other vectors, and the class and position embeddings; bias tables do
    /// decay, and so does a ViT's mask token, but not Swin's.
    /// </summary>
    protected override bool Decays(string name, Tensor parameter) =>
        OfficialDecay.Applies(name, parameter) && !(encoder is WindowTransformer && name is "encoder.mask_token" or "encoder.absolute_pos_embed");
}
