using MimLab.Backbones;
using MimLab.Heads;
using MimLab.Targets;
using static TorchSharp.torch;

namespace MimLab.Models;

/// <summary>
/// MAE (He et al. 2022, arXiv 2111.06377): most patches are taken away, the encoder sees only the rest, and a light decoder
/// predicts the pixels of what is missing (section 3). The mean squared error counts on hidden patches, of pixels normalised
/// patch by patch or not; components or tokens of patches can stand in for the pixels (Table 1d).
/// <para>Differs from the paper: which patches are kept comes from the mask that the data loader draws for each sample, instead
/// of a shuffle on the device; hidden patches are dropped before the embedding, not after; and nothing is predicted for the class
/// token.</para>
/// </summary>
public class Mae : MaskedImageModel
{
    private readonly VisionTransformer encoder;
    private readonly TransformerDecoder decoder;
    private readonly PatchPixels pixels;
    private readonly IPredictionTarget? codes; // in place of pixels

    /// <summary>A new model with MAE's initialisation.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public Mae(MaeConfig config) : this(config, nameof(Mae))
    {
        if (config.FusedBlocks.Count > 0) throw new ArgumentException("Blocks are fused by MFF, not by MAE.", nameof(config));
    }

    /// <summary>Encoder and decoder of a model that builds on MAE.</summary>
    private protected Mae(MaeConfig config, string name) : base(name)
    {
        config.Validate();
        Config = config;
        encoder = new VisionTransformer(config.Encoder);
        decoder = new TransformerDecoder(config.Decoder, config.Encoder.Width, config.Encoder.GridSize, config.Outputs, config.Encoder.NormEpsilon, allTokens: !config.SeesKeptAlone);
        pixels = new PatchPixels(config.Encoder.Channels, config.NormalisedPatches);
        codes = config.Target?.Create(config.Encoder.Channels, config.Encoder.ImageSize, config.Encoder.PatchSize);
        register_module(nameof(encoder), encoder);
        register_module(nameof(decoder), decoder);
    }

    /// <summary>The shape this model was made with.</summary>
    public MaeConfig Config { get; }

    /// <inheritdoc/>
    public sealed override VisionTransformer Encoder => encoder;

    /// <summary>The decoder.</summary>
    internal TransformerDecoder Decoder => decoder;

    /// <summary>What MAE's released checkpoints call a parameter or buffer of this model.</summary>
    /// <param name="name">A name from <c>state_dict</c>.</param>
    public virtual string OfficialName(string name) => name[(name.IndexOf('.') + 1)..];

    /// <summary>
    /// Features of the kept patches (section 3, "MAE encoder"); of all patches where the encoder has a mask token (Table 1c).
    /// </summary>
    /// <param name="patches">All patches [B, L, C p p]</param>
    /// <param name="kept">Which of them are kept [B, K], int64</param>
    /// <returns>Class token and kept tokens [B, 1 + K, D], or all tokens [B, 1 + L, D]</returns>
    public virtual Tensor Encode(Tensor patches, Tensor kept)
    {
        using var scope = NewDisposeScope();
        if (!Config.SeesKeptAlone) return encoder.Encode(patches, KeptPatches.Mask(kept, patches.size(1))).MoveToOuterDisposeScope();
        var tokens = encoder.EmbedKept(patches, kept);                  // [B, 1 + K, D]
        for (var block = 0; block < encoder.Depth; block++)
        {
            var next = encoder.RunBlock(block, tokens);
            tokens.Dispose();
            tokens = next;
        }
        return encoder.Finish(tokens).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The prediction for every patch, kept ones too: features and the kept patches' places [B, K] to [B, L, p p C], or as many
    /// outputs as the target has.
    /// </summary>
    public Tensor Decode(Tensor features, Tensor kept) => decoder.call(features, kept);

    /// <summary>
    /// What is predicted: pixels of each patch [B, L, C p p] to [B, L, p p C], normalised where the configuration says so; or
    /// their codes.
    /// </summary>
    public Tensor Truth(Tensor patches) => codes is null ? pixels.Truth(patches) : codes.Truth(patches);

    /// <summary>The mean error over hidden patches (section 3, "Reconstruction target").</summary>
    /// <param name="patches">All patches [B, L, C p p]</param>
    /// <param name="predicted">From <see cref="Decode"/></param>
    /// <param name="mask">[B, h, w] or [B, L], nonzero where hidden</param>
    /// <returns>A scalar</returns>
    public Tensor Loss(Tensor patches, Tensor predicted, Tensor mask) => codes is null
        ? PatchPixels.Loss(predicted, Truth(patches), mask)
        : TargetLoss.Mean(codes, codes.Errors(predicted, Truth(patches)), mask);

    /// <summary>
    /// Predicted pictures. Normalised pixels get the true patch's mean and contrast back, for they hold neither.
    /// </summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w], nonzero where hidden, equally often in every image</param>
    /// <returns>[B, C, H, W], normalised like the input</returns>
    public override Tensor Reconstruct(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var patches = encoder.Patchify(images);
        var kept = Kept(patches, mask);
        var predicted = Decode(Encode(patches, kept), kept);
        return encoder.Unpatchify(codes is null ? pixels.Picture(predicted, patches) : codes.Picture(predicted)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w] over the encoder's patches, nonzero where hidden, equally often in every image</param>
    /// <returns>A scalar</returns>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var patches = encoder.Patchify(images);                         // [B, L, C p p], input and target in one
        var kept = Kept(patches, mask);                                 // [B, K]
        var predicted = Decode(Encode(patches, kept), kept);            // [B, L, p p C]
        return Loss(patches, predicted, mask).MoveToOuterDisposeScope();
    }

    private Tensor Kept(Tensor patches, Tensor mask) // [B, K]
    {
        var (batch, grid) = (patches.size(0), encoder.Config.GridSize);
        if (mask.shape is not [var images, var height, var width] || images != batch || height != grid || width != grid)
            throw new ArgumentException($"A mask for {batch} images of {grid} x {grid} patches was expected, but got [{string.Join(", ", mask.shape)}].");
        return KeptPatches.Of(mask);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) codes?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>MAE's optimizer: no decay for biases and norms; class and mask token do decay. Positions are fixed.</summary>
    protected override bool Decays(string name, Tensor parameter) =>
        parameter.shape.Length > 1 && !name.EndsWith(".bias", StringComparison.Ordinal);
}
