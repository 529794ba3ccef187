using MimLab.Backbones;
using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>
/// An encoder with a linear classifier on its mean-pooled features: the model of fine-tuning and of training from scratch
/// (SimMIM section 4.1.1). <see cref="PretrainedEncoder"/> fills the encoder from a pre-training checkpoint.
/// <para>As in the released code, the head starts a thousand times smaller than other layers unless a recipe says otherwise, so
/// that the first scores are all but equal, and an encoder without pre-training starts at a standard deviation of 0.02, nearly
/// twice that of pre-training.</para>
/// </summary>
public sealed class Classifier : Module<Tensor, Tensor>
{
    private readonly IEncoder encoder;
    private readonly Linear head;
    private static readonly string[] SecondHalf = [".norm2.", ".mlp.", ".gamma_2", ".downsample."];
    private static readonly string[] UndecayedInWindows = ["relative_position_bias_table", "logit_scale", "cpb_mlp"];

    /// <summary>A classifier that starts from scratch.</summary>
    /// <param name="config">
    /// The encoder. Fine-tuning uses mean pooling, a bias in every block, and no mask token: see
    /// <see cref="FineTuningShape(EncoderConfig, double)"/>.
    /// </param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="headScale">Size of the head's first weights relative to the other layers'.</param>
    public Classifier(EncoderConfig config, int classes, double headScale = 0.001) : base(nameof(Classifier))
    {
        if (classes < 2) throw new UserError($"A classifier needs at least 2 classes, but the data has {classes}.");
        encoder = config.Create();
        head = Linear(config.OutputWidth, classes);
        RegisterComponents();
        using var frozen = no_grad();
        Initialization.TruncatedNormal(head.weight, config is VisionTransformerConfig vit ? vit.InitialCut : Initialization.Uncut, 0.02 * headScale);
        init.zeros_(head.bias);
    }

    /// <summary>The encoder; its parameters are named <c>encoder.*</c>.</summary>
    public IEncoder Encoder => encoder;

    /// <summary>Layers that <see cref="LayerOf"/> tells apart: the embedding, each block, and the head.</summary>
    public int LayerCount => encoder.Depth + 2;

    /// <summary>
    /// The encoder's shape for fine-tuning, as in SimMIM's ViT-B recipe: mean pooling, and a position bias in every block
    /// where pre-training shared one. Fixed positions become learned ones that start from them, as in MAE's fine-tuning. Initial
    /// weights are cut off at 2, a hundred standard deviations: not at all.
    /// </summary>
    public static VisionTransformerConfig FineTuningShape(VisionTransformerConfig pretraining, double dropPath) => pretraining with
    {
        BlockPositionBias = pretraining.BlockPositionBias || pretraining.SharedPositionBias,
        SharedPositionBias = false,
        MeanPooling = true,
        MaskToken = false,
        FixedPositions = false,
        XavierInitial = false,
        DropPath = dropPath,
        InitialCut = Initialization.Uncut,
    };

    /// <summary>The same for an encoder of any family; of a hierarchy of windows only the mask token goes.</summary>
    public static EncoderConfig FineTuningShape(EncoderConfig pretraining, double dropPath) =>
        pretraining is VisionTransformerConfig vit ? FineTuningShape(vit, dropPath) : pretraining with { MaskToken = false, DropPath = dropPath };

    /// <summary>
    /// Freezes all but the last blocks and what stands behind them, the final norm and the classifier (partial fine-tuning, MAE
    /// section 4.3). Nothing before the first tuned layer is recorded for a backward pass.
    /// </summary>
    /// <param name="blocks">
    /// How many blocks are tuned; a half stands for the perceptron of a block, with the norm before it.
    /// </param>
    /// <exception cref="UserError">The encoder has fewer blocks.</exception>
    public void TuneLast(double blocks)
    {
        if (blocks > encoder.Depth) throw new UserError($"{blocks} blocks are to be tuned, but the encoder has {encoder.Depth}.");
        foreach (var (name, parameter) in named_parameters()) parameter.requires_grad_(IsTuned(name, blocks));
    }

    /// <summary>Whether a parameter is tuned with so many of the last blocks.</summary>
    private bool IsTuned(string name, double blocks)
    {
        var (layer, frozen) = (LayerOf(name), encoder.Depth - (int)blocks);             // blocks are layers 1 to Depth
        if (name == "encoder.absolute_pos_embed") return false;                         // counted with the classifier, but used before the blocks
        if (layer != frozen) return layer > frozen;
        return blocks > (int)blocks && SecondHalf.Any(name.Contains);
    }

    /// <summary>Class scores before the softmax: images [B, C, H, W] to [B, classes].</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return head.call(encoder.Features(images)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Whether weight decay applies to a parameter: not to vectors, the class token, or absolute positions; of a Swin
    /// transformer, unlike in pre-training, not to position biases and temperatures either.
    /// </summary>
    public bool Decays(string name, Tensor parameter) => OfficialDecay.Applies(name, parameter)
        && !(encoder is WindowTransformer && (name == "encoder.absolute_pos_embed" || UndecayedInWindows.Any(name.Contains)));

    /// <summary>
    /// The layer of a parameter for layer-wise learning-rate decay (BEiT; SimMIM section 4.1.1): its learning rate is
    /// multiplied by decay^(LayerCount - 1 - layer).
    /// </summary>
    /// <param name="parameterName">A name from <c>named_parameters</c>.</param>
    public int LayerOf(string parameterName) =>
        parameterName.StartsWith("encoder.", StringComparison.Ordinal) ? encoder.LayerOf(parameterName["encoder.".Length..]) : LayerCount - 1;
}
