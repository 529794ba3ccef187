using MimLab.Backbones;
using MimLab.Data;
using MimLab.Heads;
using MimLab.Masking;

namespace MimLab.Models;

/// <summary>
/// The <c>model</c> section of a recipe. A named size sets width, depth and heads; any of them given as well wins over it.
/// </summary>
public sealed record ModelSettings
{
    /// <summary>The method that pre-trains: <c>simmim</c>, <c>mae</c>, <c>mff</c>, <c>beit</c> or <c>mixmim</c>.</summary>
    public string Method { get; init; } = "simmim";

    /// <summary>The encoder's family: <c>vit</c>, <c>swin</c>, <c>swinv2</c>, or <c>mixmim</c>'s own.</summary>
    public string Backbone { get; init; } = "vit";

    /// <summary>A named size: <c>ViT-T</c>, <c>ViT-S</c>, <c>ViT-B</c>, <c>ViT-L</c> or <c>ViT-H</c>; <c>Swin-T</c> to <c>-L</c>; <c>SwinV2-T</c> to <c>-G</c>; <c>MixMIM-B</c>, <c>-L</c>, <c>-H</c>.</summary>
    public string Size { get; init; } = "ViT-B";

    /// <summary>Side of the images in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a patch in pixels, or null for the size's own (16; 14 for ViT-H; 4 for Swin and MixMIM).</summary>
    public int? PatchSize { get; init; }

    /// <summary>Length of a token, of a hierarchy (Swin, MixMIM) in its first stage, or null for the size's own.</summary>
    public int? Width { get; init; }

    /// <summary>Number of blocks of a ViT, or null for the size's own.</summary>
    public int? Depth { get; init; }

    /// <summary>Attention heads, or null for the size's own. Of a hierarchy in its first stage; each later one has twice as many.</summary>
    public int? Heads { get; init; }

    /// <summary>Blocks of each stage of a hierarchy, or null for the size's own.</summary>
    public IReadOnlyList<int>? Depths { get; init; }

    /// <summary>Tokens per side of a hierarchy's windows, or null for 7 (<c>swin</c>), 8 (<c>swinv2</c>), or <c>mixmim</c>'s: up to 16, the last two stages whole.</summary>
    public int? Window { get; init; }

    /// <summary>
    /// Of <c>swinv2</c>: every so manieth block of a stage ends in a norm on the main branch; null for the size's own (6 in SwinV2-H and -G), 0 for none.
    /// </summary>
    public int? ExtraNormPeriod { get; init; }

    /// <summary>Hidden width of the perceptrons over the width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether queries and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Learned absolute position embeddings. With <c>mae</c> and <c>mff</c> they are fixed sines in pre-training and learned from there in fine-tuning; with <c>mixmim</c> always fixed.</summary>
    public bool AbsolutePositions { get; init; }

    /// <summary>Relative position bias of a ViT in pre-training: <c>shared</c> by all blocks, one per <c>block</c>, or <c>none</c>.</summary>
    public string RelativePositions { get; init; } = "shared";

    /// <summary>What the layer scale of a ViT starts from, or null for none.</summary>
    public double? LayerScale { get; init; } = 0.1;

    /// <summary>Probability of skipping the last block in pre-training.</summary>
    public double DropPath { get; init; }

    /// <summary>
    /// Whether the encoder's blocks are computed again in the backward pass instead of kept in memory, in pre-training and fine-tuning:
    /// the same gradients and far less memory for a third more work.
    /// </summary>
    public bool Checkpointing { get; init; }

    /// <summary>What predicts the target: <c>linear</c>, <c>mlp</c> (two layers), <c>inverse-vit</c> (a transformer of its own) or, behind a Swin transformer, <c>inverse-swin</c> (its mirror image, or another's); MAE's <c>decoder</c> for <c>mae</c>, <c>mff</c> and <c>mixmim</c>.</summary>
    public string Head { get; init; } = "linear";

    /// <summary>Hidden width of <c>mlp</c> or token width of <c>inverse-vit</c>, or null for the encoder's width; 512 for the <c>decoder</c>.</summary>
    public int? HeadWidth { get; init; }

    /// <summary>The size that <c>inverse-swin</c> mirrors, <c>Swin-T</c> to <c>-L</c>, or null for the encoder's own shape.</summary>
    public string? HeadSize { get; init; }

    /// <summary>Blocks of <c>inverse-vit</c>, or null for as many as the encoder has; 8 for the <c>decoder</c>.</summary>
    public int? HeadDepth { get; init; }

    /// <summary>Attention heads of <c>inverse-vit</c>, or null for as many as the encoder has; 16 for the <c>decoder</c>.</summary>
    public int? HeadHeads { get; init; }

    /// <summary>What is predicted: <c>pixels</c>, principal <c>components</c> of patches, or classes: colour <c>bins</c>, colour <c>clusters</c> or visual <c>tokens</c>.</summary>
    public string Target { get; init; } = "pixels";

    /// <summary>How the difference of pixels counts: <c>l1</c>, <c>l2</c> or <c>smooth-l1</c>. Components are scored by their squares and classes by cross-entropy, whatever the pixels of a method are scored by.</summary>
    public string Loss { get; init; } = "l1";

    /// <summary>Whether <c>mae</c>, <c>mff</c> and <c>mixmim</c> predict pixels that are normalised patch by patch.</summary>
    public bool NormalisedPatches { get; init; }

    /// <summary>Whether the encoder of <c>mae</c> sees hidden patches as a learned token, instead of the kept patches alone (MAE Table 1c).</summary>
    public bool EncoderMaskToken { get; init; }

    /// <summary>The blocks, counted from 0, whose outputs <c>mff</c> fuses; null for every other one and the last.</summary>
    public IReadOnlyList<int>? FusedBlocks { get; init; }

    /// <summary>What <c>mixmim</c> puts in hidden places: the partner's <c>image</c>, or a <c>mask-token</c> as an ablation.</summary>
    public string MixWith { get; init; } = "image";

    /// <summary>Whether tokens of the two images that <c>mixmim</c> mixes are kept from attending to each other.</summary>
    public bool MaskedAttention { get; init; } = true;

    /// <summary>Whether <c>mixmim</c> adds a learned vector to tokens that says which of the two images they are of; the released code does not.</summary>
    public bool MixEmbedding { get; init; }

    /// <summary>Whether <c>mixmim</c> reconstructs both images of a mixture, or the hidden part of one.</summary>
    public bool DualReconstruction { get; init; } = true;

    /// <summary>Where <c>smooth-l1</c> turns from a square to a line, in normalised pixels; SimMIM does not state its own.</summary>
    public double LossBeta { get; init; } = 1;

    /// <summary>What the loss counts: the <c>masked</c> patches or the <c>full</c> image.</summary>
    public string LossArea { get; init; } = "masked";

    /// <summary>Side of the image that is predicted, in pixels: the input averaged down to it; null for <see cref="ImageSize"/>.</summary>
    public int? TargetSize { get; init; }

    /// <summary>
    /// Side in pixels of the window over which the target <c>pixels</c> is normalised around each pixel, 47 in SimMIM with SwinV2; null for the
    /// input's pixels as they are.
    /// </summary>
    public int? TargetWindow { get; init; }

    /// <summary>Bins of each colour, from black to full, for the target <c>bins</c>.</summary>
    public int Bins { get; init; } = 8;

    /// <summary>How many colours the target <c>clusters</c> has; 512 in iGPT.</summary>
    public int Clusters { get; init; } = 512;

    /// <summary>A file of centres for <c>clusters</c>; null to make one from the recipe's images, as its <c>clusters</c> section says.</summary>
    public string? ClusterFile { get; init; }

    /// <summary>How many components of a patch the target <c>components</c> has, the largest ones; 96 of 768 in MAE.</summary>
    public int Components { get; init; } = 96;

    /// <summary>A file of components for <c>components</c>; null to make one from the recipe's images, as its <c>components</c> section says.</summary>
    public string? ComponentFile { get; init; }

    /// <summary>How many tokens the target <c>tokens</c> has; 8,192 in BEiT.</summary>
    public int Tokens { get; init; } = 512;

    /// <summary>A tokenizer's file for <c>tokens</c>; null to train one on the recipe's images, as its <c>tokenizer</c> section says.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The encoder's shape in pre-training, whatever its family.</summary>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public EncoderConfig AnyEncoderShape() => SwinShape.Covers(this) ? SwinShape.Of(this) : MixMimShape.Covers(this) ? MixMimShape.Encoder(this) : EncoderShape();

    /// <summary>The shape of a vision transformer in pre-training.</summary>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public VisionTransformerConfig EncoderShape()
    {
        OneOf("model.backbone", Backbone, "vit", "swin", "swinv2", "mixmim");
        if (SwinShape.Covers(this) || MixMimShape.Covers(this)) throw new UserError($"This needs a vision transformer, but model.backbone is \"{Backbone}\": set it to vit.");
        SwinShape.RequireUnused(this);
        OneOf("model.relativePositions", RelativePositions, "shared", "block", "none");
        var size = VisionTransformerSize.Named(Size);
        var shape = new VisionTransformerConfig
        {
            ImageSize = ImageSize,
            PatchSize = PatchSize ?? size.PatchSize,
            Width = Width ?? size.Width,
            Depth = Depth ?? size.Depth,
            Heads = Heads ?? size.Heads,
            MlpRatio = MlpRatio,
            QkvBias = QkvBias,
            AbsolutePositions = AbsolutePositions,
            SharedPositionBias = RelativePositions == "shared",
            BlockPositionBias = RelativePositions == "block",
            LayerScale = LayerScale,
            DropPath = DropPath,
            Checkpointing = Checkpointing,
        };
        shape.Validate();
        return MaeShape.Covers(this) ? MaeShape.Encoder(this, shape) : shape;
    }

    /// <summary>The encoder's shape in fine-tuning: mean pooling, one position bias in every block, no mask token.</summary>
    /// <param name="dropPath">Probability of skipping the last block.</param>
    public VisionTransformerConfig FineTuningShape(double dropPath = 0) => Classifier.FineTuningShape(EncoderShape(), dropPath);

    /// <summary>The same for an encoder of any family: <see cref="Classifier.FineTuningShape(EncoderConfig, double)"/>.</summary>
    /// <param name="dropPath">Probability of skipping the last block.</param>
    public EncoderConfig AnyFineTuningShape(double dropPath = 0) => Classifier.FineTuningShape(AnyEncoderShape(), dropPath);

    /// <summary>The whole model's shape in pre-training with SimMIM or BEiT: encoder, head and target.</summary>
    /// <param name="normalisation">What is done to its input pixels; null for ImageNet's. Targets that are classes of colours need it.</param>
    /// <param name="targetFile">The file behind <c>clusters</c>, <c>components</c> or <c>tokens</c>, where the settings do not name one.</param>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public SimMimConfig PretrainingShape(Normalisation? normalisation = null, string? targetFile = null)
    {
        OneOf("model.method", Method, "simmim", "beit");
        MaeShape.RequireUnused(this);
        BeitShape.Check(this);
        MixMimShape.RequireUnused(this);
        var encoder = AnyEncoderShape();
        var target = TargetShape.Of(this, encoder, Loss, normalisation, targetFile);
        return new SimMimConfig { Encoder = encoder, Head = HeadShape(encoder), Target = target };
    }

    /// <summary>A new model to pre-train.</summary>
    /// <param name="normalisation">As in <see cref="PretrainingShape"/>.</param>
    /// <param name="targetFile">As in <see cref="PretrainingShape"/>.</param>
    public MaskedImageModel CreateModel(Normalisation? normalisation = null, string? targetFile = null)
    {
        OneOf("model.method", Method, Methods);
        if (MixMimShape.Covers(this))
        {
            var mixed = MixMimShape.Of(this);
            ModelMemory.Require(mixed);
            return new MixMim(mixed);
        }
        if (MaeShape.Covers(this))
        {
            var sparse = MaeShape.Of(this, normalisation, targetFile);
            ModelMemory.Require(sparse);
            return Method == "mff" ? new Mff(sparse) : new Mae(sparse);
        }
        var shape = PretrainingShape(normalisation, targetFile);
        ModelMemory.Require(shape);
        return BeitShape.Covers(this) ? new Beit(shape) : new SimMim(shape);
    }

    /// <summary>Checks the settings of pre-training, whatever the method, and that the masks suit it.</summary>
    /// <param name="masks">What hides patches.</param>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public void Validate(IMaskStrategy masks)
    {
        OneOf("model.method", Method, Methods);
        if (MixMimShape.Covers(this)) MixMimShape.RequireMixed(MixMimShape.Of(this), masks);
        else if (MaeShape.Covers(this)) MaeShape.RequireKept(MaeShape.Of(this), masks);
        else PretrainingShape();
        if (BeitShape.Covers(this)) BeitShape.RequireHidden(masks);
    }

    /// <summary>A new classifier on the same encoder, for fine-tuning or training from scratch.</summary>
    public Classifier CreateClassifier(int classes, double dropPath = 0, double headScale = 0.001)
    {
        var shape = AnyFineTuningShape(dropPath);
        ModelMemory.Require(shape);
        return new(shape, classes, headScale);
    }

    private static readonly string[] Methods = ["simmim", "mae", "mff", "beit", "mixmim"];

    private HeadConfig HeadShape(EncoderConfig encoder)
    {
        if (InverseSwinShape.Covers(this, encoder)) return InverseSwinShape.Of(this, encoder);
        OneOf("model.head", Head, "linear", "mlp", "inverse-vit");
        OnlyFor("model.headWidth", HeadWidth, "mlp", "inverse-vit");
        OnlyFor("model.headDepth", HeadDepth, "inverse-vit");
        OnlyFor("model.headHeads", HeadHeads, "inverse-vit");
        var head = new HeadConfig
        {
            Kind = Head,
            Width = HeadWidth ?? encoder.OutputWidth,
            Depth = HeadDepth ?? (encoder is SwinTransformerConfig swin ? swin.Depths.Sum() : ((VisionTransformerConfig)encoder).Depth),
            Heads = HeadHeads ?? (encoder is SwinTransformerConfig staged ? staged.Heads[^1] : ((VisionTransformerConfig)encoder).Heads),
            MlpRatio = MlpRatio,
        };
        head.Validate();
        return head;
    }

    private void OnlyFor(string field, int? value, params string[] heads)
    {
        if (value is null || heads.Contains(Head)) return;
        throw new UserError($"{field} is {value}, but the head \"{Head}\" has no such size: leave it out, or set model.head to {string.Join(" or ", heads)}.");
    }

    internal static void OneOf(string field, string value, params string[] allowed)
    {
        if (allowed.Contains(value)) return;
        var choice = allowed.Length == 1 ? allowed[0] : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}";
        throw new UserError($"{field} must be {choice}, but it is \"{value}\".");
    }
}
