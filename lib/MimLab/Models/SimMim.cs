using MimLab.Backbones;
using MimLab.Targets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>
/// SimMIM (Xie et al. 2022, arXiv 2111.09886, section 3): hidden patches enter the encoder as a learned token, a head (a linear layer in
/// the paper's default) predicts the raw pixels of every patch, and the L1 error counts where the image was hidden.
/// <para>Differs from the paper: what the text leaves open follows the released code. The initialisation truncates at one
/// standard deviation; the loss divides by the hidden pixels of the whole batch, plus 1e-5; prediction and loss stay in patch
/// order instead of passing through PixelShuffle, which is the same sum.</para>
/// </summary>
public sealed class SimMim : MaskedImageModel
{
    // Field names are the names in official state dicts.
    private readonly VisionTransformer encoder;
    private readonly Module<Tensor, Tensor> decoder; // [B, L, D] to [B, L, C p p]
    private readonly int channels;

    /// <summary>A new model.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public SimMim(SimMimConfig config) : base(nameof(SimMim))
    {
        var shape = config.Encoder with { MaskToken = true };
        encoder = new VisionTransformer(shape);
        decoder = config.Head.Create(shape.Width, config.Tokens, config.Outputs);
        channels = shape.Channels;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override VisionTransformer Encoder => encoder;

    /// <summary>Features of every patch; hidden ones are known to the encoder only by their place.</summary>
    /// <param name="patches">[B, L, C p p]</param>
    /// <param name="mask">[B, h, w]</param>
    /// <returns>[B, L, D]</returns>
    public Tensor Encode(Tensor patches, Tensor mask)
    {
        var tokens = encoder.Encode(patches, mask);         // [B, 1 + L, D]
        return tokens.narrow(1, 1, tokens.size(1) - 1);     // the class token is not used
    }

    /// <summary>The predicted pixels of every patch: [B, L, D] to [B, L, C p p].</summary>
    public Tensor Decode(Tensor features) => decoder.call(features);

    /// <summary>The mean absolute error over hidden pixels (section 3.4).</summary>
    /// <param name="patches">True pixels [B, L, C p p]</param>
    /// <param name="predicted">Predicted pixels [B, L, C p p]</param>
    /// <param name="mask">[B, h, w]</param>
    public Tensor Loss(Tensor patches, Tensor predicted, Tensor mask) => PixelTarget.L1(predicted, patches, mask, channels);

    /// <inheritdoc/>
    public override Tensor Reconstruct(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var predicted = Decode(Encode(encoder.Patchify(images), mask));
        return encoder.Unpatchify(predicted).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w] over the encoder's tokens, int64 or bool, nonzero where hidden</param>
    /// <returns>A scalar</returns>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var patches = encoder.Patchify(images);             // [B, L, C p p], input and target in one
        var predicted = Decode(Encode(patches, mask));      // [B, L, C p p]
        return Loss(patches, predicted, mask).MoveToOuterDisposeScope();
    }

    /// <summary>SimMIM's optimizer: no decay for biases, norms, other vectors, and the class and position embeddings; the mask token and bias tables do decay.</summary>
    protected override bool Decays(string name, Tensor parameter) => OfficialDecay.Applies(name, parameter);
}
