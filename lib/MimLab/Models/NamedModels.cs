using MimLab.Backbones;
using MimLab.Masking;
using static MimLab.Models.PublishedFigure;

namespace MimLab.Models;

/// <summary>
/// Every named size with every method that pre-trains it, as in the papers: sizes of images, windows, decoders.
/// </summary>
public static class NamedModels
{
    private const string Simmim = "SimMIM (arXiv 2111.09886)", Counted = "counted on the official code";
    private const string SwinV2 = "SwinV2 (arXiv 2111.09883), section 3.5", DataScaling = "On Data Scaling in MIM (arXiv 2206.04664)";

    /// <summary>All of them, method by method and from small to large.</summary>
    public static IReadOnlyList<NamedModel> All { get; } =
    [
        .. VisionTransformerSize.All.Select(size => OfVit("simmim", size.Name)),
        .. SwinTransformerSize.All.Select(OfSwin),
        .. VisionTransformerSize.All.Select(size => OfVit("mae", size.Name)),
        .. VisionTransformerSize.All.Select(size => OfVit("mff", size.Name)),
        OfVit("beit", "ViT-B"),
        OfVit("beit", "ViT-L"),
        .. MixMimTransformerSize.All.Select(size => OfMixMim(size.Name)),
    ];

    /// <summary>224 px; the masks of each method's paper.</summary>
    private static NamedModel OfVit(string method, string size)
    {
        var model = new ModelSettings { Method = method, Size = size, ImageSize = 224 };
        var mask = new MaskSettings { Strategy = "random", CellSize = 0, Ratio = 0.6 };
        if (method is "mae" or "mff")
        {
            model = model with { AbsolutePositions = true, RelativePositions = "none", LayerScale = null, Head = "decoder", Loss = "l2", NormalisedPatches = true };
            mask = mask with { Strategy = "random-kept", Ratio = 0.75 };
        }
        if (method == "beit")
        {
            model = model with { Target = "tokens", TargetSize = 112, Tokens = 8192 };
            // As many as BEiT's blocks hide; where does not matter to the cost.
            mask = mask with { Strategy = "random", Ratio = 75.0 / 196 };
        }
        return new(model, mask, model, (method, size) switch
        {
            ("simmim", "ViT-S") => [Step(27.82)],
            ("simmim", "ViT-B") => [Step(105.8)],
            ("mae", "ViT-S") => [Step(38.92)],
            _ => [],
        });
    }

    /// <summary>
    /// 192 px in pre-training and 224 px in fine-tuning, with the windows of SimMIM's Table 8: 6 and 7, and 12 and 14 for Swin-L
    /// and SwinV2.
    /// </summary>
    private static NamedModel OfSwin(SwinTransformerSize size)
    {
        var large = size.IsV2 || size.Name == "Swin-L";
        var model = new ModelSettings
        {
            Backbone = size.IsV2 ? "swinv2" : "swin", Size = size.Name, ImageSize = 192, Window = large ? 12 : 6, TargetWindow = size.IsV2 ? 47 : null,
        };
        return new(model, new MaskSettings { Strategy = "random", CellSize = 32, Ratio = 0.6 }, model with { ImageSize = 224, Window = large ? 14 : 7 }, size.Name switch
        {
            "Swin-T" => [Step(20.12)],
            "Swin-B" =>
            [
                new(PretrainingParameters, 89.874104, "M", 0, "mmpretrain, configs/simmim/metafile.yml"), Classifier(88),
                AtPretrainingSize(11.3), Forward(15.4),
            ],
            "Swin-L" => [Classifier(197), AtPretrainingSize(26.0), Forward(35.8)],
            "SwinV2-T" => [Step(21.5)],
            "SwinV2-S" => [Encoder(49)],
            "SwinV2-B" => [Encoder(87)],
            "SwinV2-L" => [Encoder(195)],
            "SwinV2-H" => [Classifier(658), Encoder(655), AtPretrainingSize(86.2), Forward(118.1)],
            "SwinV2-G" => [new(ClassifierParameters, 3000, "M", 50, SwinV2)],
            _ => [],
        });
    }

    /// <summary>224 px, half of the cells mixed in.</summary>
    private static NamedModel OfMixMim(string size)
    {
        var model = new ModelSettings
        {
            Method = "mixmim", Backbone = "mixmim", Size = size, ImageSize = 224, AbsolutePositions = true, Head = "decoder", Loss = "l2", NormalisedPatches = true,
        };
        const string readme = "MixMIM's README", mmpretrain = "mmpretrain, configs/mixmim";
        return new(model, new MaskSettings { Strategy = "random-floor", CellSize = 32, Ratio = 0.5 }, model, size switch
        {
            "MixMIM-B" =>
            [
                new(PretrainingParameters, 114.67, "M", 0.005, mmpretrain), new(ClassifierParameters, 88.34, "M", 0.005, mmpretrain),
                new(ClassifierForward, 16.35, "G", 0.16, mmpretrain),
            ],
            "MixMIM-L" => [new(ClassifierParameters, 197, "M", 0.5, readme), new(ClassifierForward, 35.9, "G", 0.36, readme)],
            _ => [],
        });
    }

    private static PublishedFigure Step(double gflop) => new(PretrainingStep, gflop, "GFLOP", 0.01 * gflop, Counted);

    private static PublishedFigure Classifier(double millions) => new(ClassifierParameters, millions, "M", 0.6, $"{Simmim}, Table 7");

    private static PublishedFigure Encoder(double millions) => new(EncoderParameters, millions, "M", 0.6, DataScaling);

    private static PublishedFigure Forward(double billions) => new(ClassifierForward, billions, "G", 0.01 * billions, $"{Simmim}, Table 8");

    private static PublishedFigure AtPretrainingSize(double billions) => new(ForwardAtPretrainingSize, billions, "G", 0.01 * billions, $"{Simmim}, Table 8");
}
