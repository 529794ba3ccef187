namespace MimLab.Models;

/// <summary>
/// The <c>model</c> section of a recipe. A named size sets width, depth and heads; any of them given as well wins over it.
/// </summary>
public sealed partial record ModelSettings
{
    /// <summary>The method that pre-trains: <c>simmim</c>, <c>mae</c>, <c>mff</c>, <c>beit</c> or <c>mixmim</c>.</summary>
    public string Method { get; init; } = "simmim";

    /// <summary>The encoder's family: <c>vit</c>, <c>swin</c>, <c>swinv2</c>, or <c>mixmim</c>'s own.</summary>
    public string Backbone { get; init; } = "vit";

    /// <summary>
    /// A named size: <c>ViT-T</c>, <c>ViT-S</c>, <c>ViT-B</c>, <c>ViT-L</c> or <c>ViT-H</c>; <c>Swin-T</c> to <c>-L</c>;
    /// <c>SwinV2-T</c> to <c>-G</c>; <c>MixMIM-B</c>, <c>-L</c>, <c>-H</c>.
    /// </summary>
    public string Size { get; init; } = "ViT-B";

    /// <summary>Side of the images in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a patch in pixels, or null for the size's own (16; 14 for ViT-H; 4 for Swin and MixMIM).</summary>
    public int? PatchSize { get; init; }

    /// <summary>Length of a token, of a hierarchy (Swin, MixMIM) in its first stage, or null for the size's own.</summary>
    public int? Width { get; init; }

    /// <summary>Number of blocks of a ViT, or null for the size's own.</summary>
    public int? Depth { get; init; }

    /// <summary>
    /// Attention heads, or null for the size's own. Of a hierarchy in its first stage; each later one has twice as many.
    /// </summary>
    public int? Heads { get; init; }

    /// <summary>Blocks of each stage of a hierarchy, or null for the size's own.</summary>
    public IReadOnlyList<int>? Depths { get; init; }

    /// <summary>
    /// Tokens per side of a hierarchy's windows, or null for 7 (<c>swin</c>), 8 (<c>swinv2</c>), or <c>mixmim</c>'s: up to 16,
    /// the last two stages whole.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>
    /// Of <c>swinv2</c>: n, where every n-th block of a stage ends in a norm on the main branch; null for the size's own (6 in
    /// SwinV2-H and -G), 0 for none.
    /// </summary>
    public int? ExtraNormPeriod { get; init; }

    /// <summary>Hidden width of the perceptrons over the width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether queries and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>
    /// Learned absolute position embeddings. With <c>mae</c> and <c>mff</c> they are fixed sines in pre-training and learned from
    /// there in fine-tuning; with <c>mixmim</c> always fixed.
    /// </summary>
    public bool AbsolutePositions { get; init; }

    /// <summary>
    /// Relative position bias of a ViT in pre-training: <c>shared</c> by all blocks, one per <c>block</c>, or <c>none</c>.
    /// </summary>
    public string RelativePositions { get; init; } = "shared";

    /// <summary>What the layer scale of a ViT starts from, or null for none.</summary>
    public double? LayerScale { get; init; } = 0.1;

    /// <summary>Probability of skipping the last block in pre-training.</summary>
    public double DropPath { get; init; }

    /// <summary>
    /// Whether the encoder's blocks are computed again in the backward pass instead of kept in memory, in pre-training and
    /// fine-tuning: the same gradients and far less memory for a third more work.
    /// </summary>
    public bool Checkpointing { get; init; }

    /// <summary>
    /// What predicts the target: <c>linear</c>, <c>mlp</c> (two layers), <c>inverse-vit</c> (a transformer of its own) or, behind
    /// a Swin transformer, <c>inverse-swin</c> (its mirror image, or another's); MAE's <c>decoder</c> for <c>mae</c>, <c>mff</c>
    /// and <c>mixmim</c>.
    /// </summary>
    public string Head { get; init; } = "linear";

    /// <summary>
    /// Hidden width of <c>mlp</c> or token width of <c>inverse-vit</c>, or null for the encoder's width; 512 for the
    /// <c>decoder</c>.
    /// </summary>
    public int? HeadWidth { get; init; }

    /// <summary>
    /// The size that <c>inverse-swin</c> mirrors, <c>Swin-T</c> to <c>-L</c>, or null for the encoder's own shape.
    /// </summary>
    public string? HeadSize { get; init; }

    /// <summary>Blocks of <c>inverse-vit</c>, or null for as many as the encoder has; 8 for the <c>decoder</c>.</summary>
    public int? HeadDepth { get; init; }

    /// <summary>
    /// Attention heads of <c>inverse-vit</c>, or null for as many as the encoder has; 16 for the <c>decoder</c>.
    /// </summary>
    public int? HeadHeads { get; init; }

    /// <summary>
    /// What is predicted: <c>pixels</c>, principal <c>components</c> of patches, or classes: colour <c>bins</c>, colour
    /// <c>clusters</c> or visual <c>tokens</c>.
    /// </summary>
    public string Target { get; init; } = "pixels";

    /// <summary>
    /// How the difference of pixels counts: <c>l1</c>, <c>l2</c> or <c>smooth-l1</c>. Components are scored by their squares and
    /// classes by cross-entropy, whatever the pixels of a method are scored by.
    /// </summary>
    public string Loss { get; init; } = "l1";

    /// <summary>Whether <c>mae</c>, <c>mff</c> and <c>mixmim</c> predict pixels that are normalised patch by patch.</summary>
    public bool NormalisedPatches { get; init; }

    /// <summary>
    /// Whether the encoder of <c>mae</c> sees hidden patches as a learned token, instead of the kept patches alone (MAE Table
    /// 1c).
    /// </summary>
    public bool EncoderMaskToken { get; init; }

    /// <summary>The blocks, counted from 0, whose outputs <c>mff</c> fuses; null for every other one and the last.</summary>
    public IReadOnlyList<int>? FusedBlocks { get; init; }

    /// <summary>
    /// What <c>mixmim</c> puts in hidden places: the partner's <c>image</c>, or a <c>mask-token</c> as an ablation.
    /// </summary>
    public string MixWith { get; init; } = "image";

    /// <summary>Whether tokens of the two images that <c>mixmim</c> mixes are kept from attending to each other.</summary>
    public bool MaskedAttention { get; init; } = true;

    /// <summary>
    /// Whether <c>mixmim</c> adds a learned vector to tokens that says which of the two images they are of; the released code
    /// does not.
    /// </summary>
    public bool MixEmbedding { get; init; }

    /// <summary>Whether <c>mixmim</c> reconstructs both images of a mixture, or the hidden part of one.</summary>
    public bool DualReconstruction { get; init; } = true;

    /// <summary>
    /// Where <c>smooth-l1</c> turns from a square to a line, in normalised pixels; SimMIM does not state its own.
    /// </summary>
    public double LossBeta { get; init; } = 1;

    /// <summary>What the loss counts: the <c>masked</c> patches or the <c>full</c> image.</summary>
    public string LossArea { get; init; } = "masked";

    /// <summary>
    /// Side of the image that is predicted, in pixels: the input averaged down to it; null for <see cref="ImageSize"/>.
    /// </summary>
    public int? TargetSize { get; init; }

    /// <summary>
    /// Side in pixels of the window over which the target <c>pixels</c> is normalised around each pixel, 47 in SimMIM with
    /// SwinV2; null for the input's pixels as they are.
    /// </summary>
    public int? TargetWindow { get; init; }

    /// <summary>Bins of each colour, from black to full, for the target <c>bins</c>.</summary>
    public int Bins { get; init; } = 8;

    /// <summary>How many colours the target <c>clusters</c> has; 512 in iGPT.</summary>
    public int Clusters { get; init; } = 512;

    /// <summary>
    /// A file of centres for <c>clusters</c>; null to make one from the recipe's images, as its <c>clusters</c> section says.
    /// </summary>
    public string? ClusterFile { get; init; }

    /// <summary>How many components of a patch the target <c>components</c> has, the largest ones; 96 of 768 in MAE.</summary>
    public int Components { get; init; } = 96;

    /// <summary>
    /// A file of components for <c>components</c>; null to make one from the recipe's images, as its <c>components</c> section
    /// says.
    /// </summary>
    public string? ComponentFile { get; init; }

    /// <summary>How many tokens the target <c>tokens</c> has; 8,192 in BEiT.</summary>
    public int Tokens { get; init; } = 512;

    /// <summary>
    /// A tokenizer's file for <c>tokens</c>; null to train one on the recipe's images, as its <c>tokenizer</c> section says.
    /// </summary>
    public string? Tokenizer { get; init; }
}
