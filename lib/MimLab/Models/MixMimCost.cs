using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>What MixMIM costs, from its shape alone: a multiplication with its addition counts as two operations.</summary>
public static class MixMimCost
{
    /// <summary>Learned numbers of the encoder.</summary>
    public static long EncoderParameters(MixMimTransformerConfig shape)
    {
        long total = ModelCost.PatchNumbers(shape) * shape.Width + shape.Width + (shape.PatchNorm ? 2 * shape.Width : 0) + (shape.MaskToken ? shape.Width : 0) + 2L * shape.OutputWidth;
        for (var stage = 0; stage < shape.Stages; stage++)
        {
            long width = shape.WidthOf(stage), span = 2L * shape.WindowOf(stage) - 1;
            total += shape.Depths[stage] * (ModelCost.BlockParameters(width, shape.HiddenWidthOf(stage), shape.QkvBias ? 3 : 0) + span * span * shape.Heads[stage]);
            if (shape.MixEmbedding) total += 2 * width;
            if (stage < shape.Stages - 1) total += 8 * width * width + 8 * width; // merging: 4 D to 2 D, and a norm of 4 D
        }
        return total;
    }

    /// <summary>Numbers of the encoder's fixed positions, which published counts include.</summary>
    public static long EncoderPositions(MixMimTransformerConfig shape) => (long)shape.GridOf(0) * shape.GridOf(0) * shape.Width;

    /// <summary>Learned numbers of the whole model: encoder, mask token and decoder.</summary>
    public static long ParameterCount(MixMimConfig model)
    {
        long width = model.DecoderWidth;
        return EncoderParameters(model.Encoder) + width + (model.Encoder.OutputWidth + 1) * width
            + model.DecoderDepth * ModelCost.BlockParameters(width, model.DecoderHiddenWidth, model.DecoderQkvBias ? 3 : 0)
            + 2 * width + (width + 1) * model.Outputs;
    }

    /// <summary>Numbers of all fixed positions, the decoder's included.</summary>
    public static long Positions(MixMimConfig model) => EncoderPositions(model.Encoder) + (long)model.Tokens * model.DecoderWidth;

    /// <summary>Operations of the matrix products of the encoder for one image, forward.</summary>
    public static double EncoderFlops(MixMimTransformerConfig shape)
    {
        var total = ModelCost.EmbeddingFlops(shape);
        for (var stage = 0; stage < shape.Stages; stage++)
        {
            double tokens = (double)shape.GridOf(stage) * shape.GridOf(stage), width = shape.WidthOf(stage), window = shape.WindowOf(stage);
            total += shape.Depths[stage] * ModelCost.BlockFlops(tokens, window * window, width, shape.HiddenWidthOf(stage));
            if (stage < shape.Stages - 1) total += 2 * tokens / 4 * 4 * width * 2 * width;
        }
        return total;
    }

    /// <summary>
    /// Operations for one image of pre-training, or of one forward pass of it. With dual reconstruction the decoder runs twice
    /// for each mixture. The backward pass costs twice the forward pass, less the gradient to the pixels, which nothing needs.
    /// </summary>
    public static double FlopsPerImage(MixMimConfig model, bool training = true)
    {
        double tokens = model.Tokens, width = model.DecoderWidth;
        var decoder = 2 * tokens * model.Encoder.OutputWidth * width
            + (model.DualReconstruction ? 2 : 1) * (model.DecoderDepth * ModelCost.BlockFlops(tokens, tokens, width, model.DecoderHiddenWidth) + 2 * tokens * width * model.Outputs);
        var forward = EncoderFlops(model.Encoder) + decoder;
        return training ? 3 * forward - ModelCost.EmbeddingFlops(model.Encoder) : forward;
    }
}
