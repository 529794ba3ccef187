using System.Globalization;
using MimLab.Backbones;
using MimLab.Data;
using MimLab.Heads;
using MimLab.Masking;

namespace MimLab.Models;

// What the settings come to: shapes, models, and the errors of settings that do not go together.
public sealed partial record ModelSettings
{
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

    /// <summary>The encoder's shape in fine-tuning: <see cref="Classifier.FineTuningShape(EncoderConfig, double)"/>.</summary>
    /// <param name="dropPath">Probability of skipping the last block.</param>
    public EncoderConfig AnyFineTuningShape(double dropPath = 0) => Classifier.FineTuningShape(AnyEncoderShape(), dropPath);

    /// <summary>The whole model's shape in pre-training with SimMIM or BEiT: encoder, head and target.</summary>
    /// <param name="normalisation">
    /// What is done to its input pixels; null for ImageNet's. Targets that are classes of colours need it.
    /// </param>
    /// <param name="targetFile">
    /// The file behind <c>clusters</c>, <c>components</c> or <c>tokens</c>, where the settings do not name one.
    /// </param>
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
            Depth = HeadDepth ?? encoder.BlockCount,
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

    /// <summary>The error of a setting that the method does not have.</summary>
    internal UserError Unsuited(string key, object value, string wanted) => new(string.Create(
        CultureInfo.InvariantCulture, $"model.{key} is {value}, but model.method is \"{Method}\": set model.{key} to {wanted}."));

    internal static void OneOf(string field, string value, params string[] allowed)
    {
        if (allowed.Contains(value)) return;
        var choice = allowed.Length == 1 ? allowed[0] : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}";
        throw new UserError($"{field} must be {choice}, but it is \"{value}\".");
    }
}
