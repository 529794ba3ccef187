using MimLab.Backbones;
using MimLab.Layers;

namespace MimLab.Models;

/// <summary>What a model costs, from its shape alone: a multiplication with its addition counts as two operations.</summary>
public static class ModelCost
{
    /// <summary>
    /// Operations of the matrix products for one image of SimMIM pre-training. The backward pass costs twice the forward pass,
    /// less the gradient to the pixels, which nothing needs.
    /// </summary>
    /// <param name="model">Encoder and head.</param>
    /// <param name="training">Forward and backward, or forward only.</param>
    /// <param name="seen">Tokens that the head sees, where these are not all (BEiT).</param>
    /// <returns>Floating-point operations</returns>
    public static double FlopsPerImage(SimMimConfig model, bool training = true, int? seen = null) =>
        Flops(model.Encoder, EncoderFlops(model.Encoder) + HeadFlops(model, seen ?? model.Tokens), training);

    /// <summary>The same for an encoder with SimMIM's linear head.</summary>
    public static double FlopsPerImage(EncoderConfig shape, bool training = true) =>
        FlopsPerImage(new SimMimConfig { Encoder = shape }, training);

    /// <summary>
    /// Operations of the matrix products for one image of MAE or MFF pre-training: the encoder's on kept patches alone, the
    /// decoder's on all.
    /// </summary>
    /// <param name="model">Encoder, decoder and fusion.</param>
    /// <param name="kept">K, patches that stay visible; an encoder with a mask token sees all the same.</param>
    /// <param name="training">Forward and backward, or forward only.</param>
    /// <returns>Floating-point operations</returns>
    public static double FlopsPerImage(MaeConfig model, int kept, bool training = true)
    {
        var (shape, decoder) = (model.Encoder, model.Decoder);
        if (!model.SeesKeptAlone) kept = model.Patches;
        double width = shape.Width, seen = 1 + kept, all = 1 + model.Patches;
        var embedding = 2.0 * kept * PatchNumbers(shape) * width;
        var encoder = embedding + shape.Depth * BlockFlops(seen, seen, width, shape.HiddenWidth)
            + Math.Max(0, model.FusedBlocks.Count - 1) * 2 * seen * width * width;
        var head = 2 * seen * width * decoder.Width + decoder.Depth * BlockFlops(all, all, decoder.Width, decoder.HiddenWidth)
            + 2.0 * model.Patches * decoder.Width * model.Outputs;
        return training ? 3 * (encoder + head) - embedding : encoder + head;
    }

    /// <summary>Operations for one image of a classifier on that encoder.</summary>
    public static double ClassifierFlopsPerImage(EncoderConfig shape, int classes, bool training = true) =>
        Flops(shape, EncoderFlops(shape) + 2.0 * shape.OutputWidth * classes, training);

    /// <summary>Learned numbers of an encoder.</summary>
    public static long EncoderParameters(EncoderConfig shape) => shape switch
    {
        SwinTransformerConfig swin => SwinCost.EncoderParameters(swin),
        MixMimTransformerConfig mixed => MixMimCost.EncoderParameters(mixed),
        VisionTransformerConfig vit => EncoderParameters(vit),
        _ => throw new ArgumentException($"The cost of {shape.GetType().Name} is not known.", nameof(shape)),
    };

    private static long EncoderParameters(VisionTransformerConfig shape)
    {
        long width = shape.Width, tokens = shape.GridSize * shape.GridSize + 1;
        long table = RelativePositionBias.TableRows(shape.GridSize) * (long)shape.Heads;
        var block = BlockParameters(width, shape.HiddenWidth, !shape.QkvBias ? 0 : shape.KeyBias ? 3 : 2)
            + (shape.BlockPositionBias ? table : 0) + (shape.LayerScale is null ? 0 : 2 * width);
        var embedding = PatchNumbers(shape) * width + width + width
            + (shape.AbsolutePositions && !shape.FixedPositions ? tokens * width : 0) + (shape.MaskToken ? width : 0) + (shape.SharedPositionBias ? table : 0);
        return embedding + shape.Depth * block + 2 * width;
    }

    /// <summary>Learned numbers of a prediction head.</summary>
    public static long HeadParameters(SimMimConfig model)
    {
        long encoderWidth = model.Encoder.OutputWidth, width = model.Head.Width, tokens = model.Tokens, outputs = model.Outputs;
        return model.Head.Kind switch
        {
            "mlp" => Affine(encoderWidth, width) + Affine(width, outputs),
            "inverse-swin" => InverseSwinShape.Parameters(model),
            "inverse-vit" => (width == encoderWidth ? 0 : Affine(encoderWidth, width)) + tokens * width
                + model.Head.Depth * BlockParameters(width, model.Head.HiddenWidth, biases: 2) + 2 * width + Affine(width, outputs),
            _ => Affine(encoderWidth, outputs),
        };
    }

    /// <summary>Learned numbers of a SimMIM model: encoder, mask token and head.</summary>
    public static long ParameterCount(SimMimConfig model) =>
        EncoderParameters(model.Encoder with { MaskToken = true }) + HeadParameters(model);

    /// <summary>Learned numbers of an MAE or MFF model: encoder, decoder and fusion; fixed positions are not learned.</summary>
    public static long ParameterCount(MaeConfig model)
    {
        long encoderWidth = model.Encoder.Width, width = model.Decoder.Width, levels = model.FusedBlocks.Count;
        var decoder = (model.SeesKeptAlone ? width : 0) + Affine(encoderWidth, width) + model.Decoder.Depth * BlockParameters(width, model.Decoder.HiddenWidth, biases: 3)
            + 2 * width + Affine(width, model.Outputs);
        return EncoderParameters(model.Encoder) + decoder + (levels == 0 ? 0 : levels + (levels - 1) * Affine(encoderWidth, encoderWidth));
    }

    /// <summary>The same for an encoder with SimMIM's linear head.</summary>
    public static long ParameterCount(EncoderConfig shape) => ParameterCount(new SimMimConfig { Encoder = shape });

    private static double Flops(EncoderConfig shape, double forward, bool training) =>
        training ? 3 * forward - EmbeddingFlops(shape) : forward;

    /// <summary>Numbers of a patch, its pixels in all colours.</summary>
    internal static long PatchNumbers(EncoderConfig shape) => (long)shape.Channels * shape.PatchSize * shape.PatchSize;

    /// <summary>Operations of the patch embedding of one image, forward.</summary>
    internal static double EmbeddingFlops(EncoderConfig shape)
    {
        double side = shape.ImageSize / shape.PatchSize;
        return 2 * side * side * PatchNumbers(shape) * shape.Width;
    }

    /// <summary>Operations of a transformer block for one image, forward.</summary>
    /// <param name="tokens">Tokens that pass through it.</param>
    /// <param name="attended">Tokens that each of them attends to: all, or those of its window.</param>
    /// <param name="width">D</param>
    /// <param name="hidden">Hidden width of the perceptron.</param>
    internal static double BlockFlops(double tokens, double attended, double width, double hidden)
    {
        var projections = 2 * tokens * width * 4 * width;
        var attention = 2 * 2 * tokens * attended * width;
        var perceptron = 2 * 2 * tokens * width * hidden;
        return projections + attention + perceptron;
    }

    /// <summary>
    /// Learned numbers of a transformer block without positions: queries, keys, values and their output layer; the perceptron; two
    /// norms.
    /// </summary>
    /// <param name="width">D</param>
    /// <param name="hidden">Hidden width of the perceptron.</param>
    /// <param name="biases">How many of queries, keys and values have a bias.</param>
    internal static long BlockParameters(long width, long hidden, int biases) =>
        4 * width * width + width + biases * width + 2 * width * hidden + hidden + width + 4 * width;

    private static double HeadFlops(SimMimConfig model, double tokens)
    {
        double encoderWidth = model.Encoder.OutputWidth, width = model.Head.Width, outputs = model.Outputs;
        return model.Head.Kind switch
        {
            "mlp" => 2 * tokens * width * (encoderWidth + outputs),
            "inverse-swin" => InverseSwinShape.Flops(model),
            "inverse-vit" => (width == encoderWidth ? 0 : 2 * tokens * encoderWidth * width)
                + model.Head.Depth * BlockFlops(tokens, tokens, width, model.Head.HiddenWidth) + 2 * tokens * width * outputs,
            _ => 2 * tokens * encoderWidth * outputs,
        };
    }

    private static double EncoderFlops(EncoderConfig shape) => shape switch
    {
        SwinTransformerConfig swin => SwinCost.EncoderFlops(swin),
        MixMimTransformerConfig mixed => MixMimCost.EncoderFlops(mixed),
        VisionTransformerConfig vit => EncoderFlops(vit),
        _ => throw new ArgumentException($"The cost of {shape.GetType().Name} is not known.", nameof(shape)),
    };

    private static double EncoderFlops(VisionTransformerConfig shape)
    {
        var tokens = shape.GridSize * shape.GridSize + 1;
        return EmbeddingFlops(shape) + shape.Depth * BlockFlops(tokens, tokens, shape.Width, shape.HiddenWidth);
    }

    private static long Affine(long inputs, long outputs) => (inputs + 1) * outputs;
}
