using MimLab.Backbones;
using MimLab.Layers;
using MimLab.Targets;
using MimLab.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>
/// MixMIM, also known as MixMAE (Liu et al. 2022, arXiv 2205.13137, section 3): two images are mixed, so that no place of the
/// encoder's input is spent on a mask token, and both are reconstructed from the one mixture (dual reconstruction). The batch is
/// mixed with itself in reverse order under one mask; tokens attend only to those of the same image (masked attention).
/// <para>Differs from the paper: as in the released code there is no mix embedding unless asked for, and the two reconstructions
/// of a mixture are put together first, so that every patch of every image is predicted once, where it was hidden; the loss is
/// the mean over all of them. In a batch of odd size the middle image is its own partner.</para>
/// <para>Its ablations are switches of the configuration: no masked attention, a mix embedding, a single reconstruction, and a
/// mask token in place of the partner.</para>
/// </summary>
public sealed class MixMim : MaskedImageModel
{
    // Field names are the names in official state dicts, where those of the encoder come without "encoder.".
    private readonly MixMimTransformer encoder;
    private readonly Parameter mask_token;     // [1, 1, W]
    private readonly Linear decoder_embed;
    private readonly Tensor decoder_pos_embed; // [1, l, W], fixed
    private readonly ModuleList<TransformerBlock> decoder_blocks;
    private readonly LayerNorm decoder_norm;
    private readonly Linear decoder_pred;
    private readonly PatchPixels pixels;

    /// <summary>A new model.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public MixMim(MixMimConfig config) : base(nameof(MixMim))
    {
        config.Validate();
        Config = config;
        var (shape, width) = (config.Encoder, config.DecoderWidth);
        encoder = new MixMimTransformer(shape);
        mask_token = new Parameter(zeros(1, 1, width));
        decoder_embed = Linear(shape.OutputWidth, width);
        decoder_pos_embed = SinCosPositions.Grid(shape.OutputGrid, width);
        decoder_blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.DecoderDepth).Select(_ => NewBlock(config))]);
        decoder_norm = LayerNorm(width, shape.NormEpsilon);
        decoder_pred = Linear(width, config.Outputs);
        pixels = new PatchPixels(shape.Channels, config.NormalisedPixels);
        RegisterComponents();
        Initialization.XavierLinears(this);
        using var frozen = no_grad();
        init.normal_(mask_token, 0, 0.02);
    }

    /// <summary>The shape this model was made with.</summary>
    public MixMimConfig Config { get; }

    /// <inheritdoc/>
    public override MixMimTransformer Encoder => encoder;

    /// <summary>
    /// The mixtures: image i of B, and in hidden places image B - 1 - i; null where a mask token stands for the partner.
    /// </summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="mask">As in <see cref="Encode"/>.</param>
    /// <returns>[B, C, H, W]</returns>
    public override Tensor? Seen(Tensor images, Tensor mask)
    {
        if (Config.Encoder.MaskToken) return null;
        using var scope = NewDisposeScope();
        var hidden = MixMimTransformer.Spread(encoder.Cells(mask), Config.Encoder.ImageSize);   // [H, W]
        return where(hidden, images.flip(0), images).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens of the mixtures of images and their partners.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="mask">
    /// [1 or more, g, g], the first for the whole batch, nonzero where an image is hidden and its partner seen
    /// </param>
    /// <returns>[B, l, D]</returns>
    public Tensor Encode(Tensor images, Tensor mask) => encoder.Encode(images, mask);

    /// <summary>
    /// Both reconstructions of each mixture: the first B from the tokens of the image itself, the others from those of its
    /// partner, with mask tokens for the rest.
    /// </summary>
    /// <param name="features">[B, l, D]</param>
    /// <param name="mask">As in <see cref="Encode"/>.</param>
    /// <param name="observe">Told what the parts put out, under their official names; null for nobody.</param>
    /// <returns>[2 B, l, p p C], or the first half without dual reconstruction</returns>
    public Tensor Decode(Tensor features, Tensor mask, Action<string, Tensor>? observe = null)
    {
        using var scope = NewDisposeScope();
        var hidden = Hidden(mask);                                                  // [1, l, 1]
        var seen = decoder_embed.call(features);                                    // [B, l, W]
        observe?.Invoke(nameof(decoder_embed), seen);
        var token = mask_token.to(seen.dtype);
        var own = where(hidden, token, seen);                                       // [B, l, W]
        var tokens = (Config.DualReconstruction ? cat([own, where(hidden, seen, token)], 0) : own) + decoder_pos_embed;
        for (var index = 0; index < decoder_blocks.Count; index++)
        {
            tokens = decoder_blocks[index].call(tokens);
            observe?.Invoke($"{nameof(decoder_blocks)}.{index}", tokens);
        }
        return decoder_pred.call(decoder_norm.call(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Every image put together from the two mixtures that hold it, each patch from the one where it was hidden.
    /// </summary>
    /// <param name="predicted">From <see cref="Decode"/>; without dual reconstruction it is the result.</param>
    /// <param name="mask">As in <see cref="Encode"/>.</param>
    /// <returns>[B, l, p p C]</returns>
    public Tensor Unmix(Tensor predicted, Tensor mask)
    {
        if (!Config.DualReconstruction) return predicted;
        using var scope = NewDisposeScope();
        var batch = predicted.size(0) / 2;
        var ofImages = predicted.narrow(0, 0, batch);
        var ofPartners = predicted.narrow(0, batch, batch).flip(0);                 // mixture B - 1 - i has image i as its partner
        return where(Hidden(mask), ofImages, ofPartners).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The mean squared error over all patches; over the hidden ones without dual reconstruction, 0 where there are none.
    /// </summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="unmixed">[B, l, p p C], from <see cref="Unmix"/></param>
    /// <param name="mask">As in <see cref="Encode"/>.</param>
    public Tensor Loss(Tensor images, Tensor unmixed, Tensor mask)
    {
        var truth = pixels.Truth(Patchify(images));
        return Config.DualReconstruction ? Engine.SquaredErrors(unmixed, truth).sum() / truth.numel()
            : PatchPixels.Loss(unmixed, truth, Hidden(mask).squeeze(2).expand(images.size(0), -1).contiguous());
    }

    /// <inheritdoc/>
    /// <remarks>Where the target is normalised, each patch gets back the mean and spread that it truly has.</remarks>
    public override Tensor Reconstruct(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var painted = pixels.Picture(Unmix(Decode(Encode(images, mask), mask), mask), Patchify(images));  // [B, l, C p p]
        return PatchEmbedding.Paste(painted, Config.Encoder.Channels, Config.Encoder.OutputSize).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">As in <see cref="Encode"/>.</param>
    /// <returns>A scalar</returns>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Loss(images, Unmix(Decode(Encode(images, mask), mask), mask), mask).MoveToOuterDisposeScope();
    }

    /// <summary>The name of one of this model's parameters in official state dicts.</summary>
    public static string OfficialName(string name) => CheckpointNames.Without("encoder.", name);

    /// <summary>
    /// MixMIM's optimizer: no decay for biases, norms and other vectors; the mask token and the bias tables do decay.
    /// </summary>
    protected override bool Decays(string name, Tensor parameter) => OfficialDecay.Applies(name, parameter);

    /// <summary>
    /// Pixels of the patches that the output's tokens stand for, colour by colour: [B, C, H, W] to [B, l, C p p].
    /// </summary>
    private Tensor Patchify(Tensor images) => PatchEmbedding.Cut(images, Config.Encoder.Channels, Config.Encoder.OutputSize);

    private static TransformerBlock NewBlock(MixMimConfig config) =>
        new(config.DecoderWidth, new Attention(config.DecoderWidth, config.DecoderHeads, config.DecoderQkvBias, keyBias: true),
            new Mlp(config.DecoderWidth, config.DecoderHiddenWidth), layerScale: null, dropPath: 0, config.Encoder.NormEpsilon);

    private Tensor Hidden(Tensor mask) => encoder.Cells(mask).reshape(1, -1, 1); // [1, l, 1]
}
