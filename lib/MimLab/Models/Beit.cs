using MimLab.Backbones;
using MimLab.Layers;
using MimLab.Targets;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>
/// BEiT (Bao et al. 2022, arXiv 2106.08254, section 2): blocks of patches are hidden behind a learned token, and a softmax over
/// visual tokens says of each hidden patch which one a tokenizer saw there in the clean image. The loss is the cross-entropy at
/// hidden patches.
/// <para>SimMIM took its vision transformer from BEiT, so that the encoder, its start and its weight decay are the same. Against
/// <see cref="SimMim"/> with the target <c>tokens</c> two things differ: the head sees hidden patches alone, and it starts from a
/// truncated normal distribution.</para>
/// <para>Differs from the paper: the tokenizer is <see cref="DiscreteVae"/>, trained in this repository, where BEiT takes
/// DALL-E's. It sees each patch averaged down (<c>model.targetSize</c>), where BEiT resizes the crop a second time.</para>
/// </summary>
public sealed class Beit : MaskedImageModel
{
    // Field names are the names in official state dicts.
    private readonly VisionTransformer encoder;
    private readonly Linear lm_head;
    private readonly IPredictionTarget target;

    /// <summary>A new model with BEiT's initialisation.</summary>
    /// <param name="config">Its head is linear and its target <c>tokens</c>, scored at hidden patches.</param>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public Beit(SimMimConfig config) : base(nameof(Beit))
    {
        if (config is not { Encoder: VisionTransformerConfig shape, Head.Kind: "linear", Target: { Kind: "tokens", WholeImage: false } })
            throw new ArgumentException("BEiT has a vision transformer, a linear head, and visual tokens to predict at hidden patches.", nameof(config));
        encoder = new VisionTransformer(shape with { MaskToken = true });
        target = config.Target.Create(shape.Channels, shape.ImageSize, shape.PatchSize);
        lm_head = Linear(shape.Width, target.Outputs);
        RegisterComponents();
        using var frozen = no_grad();
        Initialization.TruncatedNormal(lm_head.weight, shape.InitialCut);
        init.zeros_(lm_head.bias!);
    }

    /// <inheritdoc/>
    public override VisionTransformer Encoder => encoder;

    /// <summary>Features of every patch, hidden ones known by their places alone.</summary>
    /// <param name="patches">[B, L, C p p]</param>
    /// <param name="mask">[B, h, w]</param>
    /// <returns>[B, L, D]</returns>
    public Tensor Encode(Tensor patches, Tensor mask) => encoder.EncodePatches(patches, mask);

    /// <summary>How well each visual token fits: features [..., D] to logits [..., K].</summary>
    public Tensor Decode(Tensor features) => lm_head.call(features);

    /// <summary>The visual token of each patch [B, L, C p p] of the clean image: int64 [B, L, 1].</summary>
    public Tensor Truth(Tensor patches) => target.Truth(patches);

    /// <summary>The tokenizer's picture of the likeliest tokens, at hidden patches and at seen ones.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w], nonzero where hidden</param>
    /// <returns>[B, C, H, W], normalised like the input</returns>
    public override Tensor Reconstruct(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var logits = Decode(Encode(encoder.Patchify(images), mask));                        // [B, L, K]
        return encoder.Unpatchify(target.Picture(logits)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">
    /// [B, h, w] over the encoder's patches, int64 or bool, nonzero where hidden, which must be somewhere
    /// </param>
    /// <returns>A scalar</returns>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var patches = encoder.Patchify(images);                                             // [B, L, C p p]
        var hidden = mask.flatten().nonzero().squeeze(1);                                   // [M], places in the batch
        var features = Encode(patches, mask).flatten(0, 1).index_select(0, hidden);         // [M, D]
        var tokens = Truth(patches).flatten(0, 1).index_select(0, hidden);                  // [M, 1]
        return target.Errors(Decode(features).unsqueeze(0), tokens.unsqueeze(0)).mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) target.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>BEiT's optimizer: no decay for biases, norms, other vectors, and the class and position embeddings.</summary>
    protected override bool Decays(string name, Tensor parameter) => OfficialDecay.Applies(name, parameter);
}
