using MimLab.Backbones;
using MimLab.Heads;

namespace MimLab.Models;

/// <summary>
/// The <c>model</c> section of a recipe. A named size sets width, depth and heads; any of them given as well wins over it.
/// </summary>
public sealed record ModelSettings
{
    /// <summary>The method that pre-trains: <c>simmim</c>.</summary>
    public string Method { get; init; } = "simmim";

    /// <summary>The encoder's family: <c>vit</c>.</summary>
    public string Backbone { get; init; } = "vit";

    /// <summary>A named size: <c>ViT-T</c>, <c>ViT-S</c>, <c>ViT-B</c>, <c>ViT-L</c> or <c>ViT-H</c>.</summary>
    public string Size { get; init; } = "ViT-B";

    /// <summary>Side of the images in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a patch in pixels, or null for the size's own (16; 14 for ViT-H).</summary>
    public int? PatchSize { get; init; }

    /// <summary>Length of a token, or null for the size's own.</summary>
    public int? Width { get; init; }

    /// <summary>Number of blocks, or null for the size's own.</summary>
    public int? Depth { get; init; }

    /// <summary>Attention heads, or null for the size's own.</summary>
    public int? Heads { get; init; }

    /// <summary>Hidden width of the perceptrons over the width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether queries and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Learned absolute position embeddings.</summary>
    public bool AbsolutePositions { get; init; }

    /// <summary>Relative position bias in pre-training: <c>shared</c> by all blocks, one per <c>block</c>, or <c>none</c>.</summary>
    public string RelativePositions { get; init; } = "shared";

    /// <summary>What the layer scale starts from, or null for none.</summary>
    public double? LayerScale { get; init; } = 0.1;

    /// <summary>Probability of skipping the last block in pre-training.</summary>
    public double DropPath { get; init; }

    /// <summary>What predicts the target: <c>linear</c>, <c>mlp</c> (two layers) or <c>inverse-vit</c> (a transformer of its own).</summary>
    public string Head { get; init; } = "linear";

    /// <summary>Hidden width of <c>mlp</c> or token width of <c>inverse-vit</c>, or null for the encoder's width.</summary>
    public int? HeadWidth { get; init; }

    /// <summary>Blocks of <c>inverse-vit</c>, or null for as many as the encoder has.</summary>
    public int? HeadDepth { get; init; }

    /// <summary>Attention heads of <c>inverse-vit</c>, or null for as many as the encoder has.</summary>
    public int? HeadHeads { get; init; }

    /// <summary>What is predicted: <c>pixels</c>, scored by L1.</summary>
    public string Target { get; init; } = "pixels";

    /// <summary>The encoder's shape in pre-training.</summary>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public VisionTransformerConfig EncoderShape()
    {
        OneOf("model.backbone", Backbone, "vit");
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
        };
        shape.Validate();
        return shape;
    }

    /// <summary>The encoder's shape in fine-tuning: mean pooling, one position bias in every block, no mask token.</summary>
    /// <param name="dropPath">Probability of skipping the last block.</param>
    public VisionTransformerConfig FineTuningShape(double dropPath = 0) => Classifier.FineTuningShape(EncoderShape(), dropPath);

    /// <summary>The whole model's shape in pre-training: encoder and head.</summary>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public SimMimConfig PretrainingShape()
    {
        OneOf("model.method", Method, "simmim");
        OneOf("model.target", Target, "pixels");
        var encoder = EncoderShape();
        return new SimMimConfig { Encoder = encoder, Head = HeadShape(encoder) };
    }

    /// <summary>A new model to pre-train.</summary>
    public MaskedImageModel CreateModel()
    {
        var shape = PretrainingShape();
        ModelMemory.Require(shape);
        return new SimMim(shape);
    }

    /// <summary>A new classifier on the same encoder, for fine-tuning or training from scratch.</summary>
    public Classifier CreateClassifier(int classes, double dropPath = 0)
    {
        var shape = FineTuningShape(dropPath);
        ModelMemory.Require(shape);
        return new(shape, classes);
    }

    private HeadConfig HeadShape(VisionTransformerConfig encoder)
    {
        OneOf("model.head", Head, "linear", "mlp", "inverse-vit");
        OnlyFor("model.headWidth", HeadWidth, "mlp", "inverse-vit");
        OnlyFor("model.headDepth", HeadDepth, "inverse-vit");
        OnlyFor("model.headHeads", HeadHeads, "inverse-vit");
        var head = new HeadConfig
        {
            Kind = Head,
            Width = HeadWidth ?? encoder.Width,
            Depth = HeadDepth ?? encoder.Depth,
            Heads = HeadHeads ?? encoder.Heads,
            MlpRatio = encoder.MlpRatio,
        };
        head.Validate();
        return head;
    }

    private void OnlyFor(string field, int? value, params string[] heads)
    {
        if (value is null || heads.Contains(Head)) return;
        throw new UserError($"{field} is {value}, but the head \"{Head}\" has no such size: leave it out, or set model.head to {string.Join(" or ", heads)}.");
    }

    private static void OneOf(string field, string value, params string[] allowed)
    {
        if (allowed.Contains(value)) return;
        var choice = allowed.Length == 1 ? allowed[0] : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}";
        throw new UserError($"{field} must be {choice}, but it is \"{value}\".");
    }
}
