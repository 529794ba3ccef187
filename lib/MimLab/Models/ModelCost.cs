using MimLab.Backbones;
using MimLab.Layers;

namespace MimLab.Models;

/// <summary>What a model costs, from its shape alone: a multiplication with its addition counts as two operations.</summary>
public static class ModelCost
{
    /// <summary>
    /// Operations of the matrix products for one image of SimMIM pre-training. The backward pass costs twice the forward pass, less the
    /// gradient to the pixels, which nothing needs.
    /// </summary>
    /// <param name="shape">The encoder.</param>
    /// <param name="training">Forward and backward, or forward only.</param>
    /// <returns>Floating-point operations</returns>
    public static double FlopsPerImage(VisionTransformerConfig shape, bool training = true)
    {
        var forward = EncoderFlops(shape) + HeadFlops(shape);
        return training ? 3 * forward - EmbeddingFlops(shape) : forward;
    }

    /// <summary>Operations for one image of a classifier on that encoder.</summary>
    public static double ClassifierFlopsPerImage(VisionTransformerConfig shape, int classes, bool training = true)
    {
        var forward = EncoderFlops(shape) + 2.0 * shape.Width * classes;
        return training ? 3 * forward - EmbeddingFlops(shape) : forward;
    }

    /// <summary>Learned numbers of an encoder.</summary>
    public static long EncoderParameters(VisionTransformerConfig shape)
    {
        long width = shape.Width, hidden = shape.HiddenWidth, tokens = shape.GridSize * shape.GridSize + 1;
        long table = RelativePositionBias.TableRows(shape.GridSize) * (long)shape.Heads;
        var attention = 4 * width * width + width + (shape.QkvBias ? 2 * width : 0) + (shape.BlockPositionBias ? table : 0);
        var perceptron = 2 * width * hidden + hidden + width;
        var block = attention + perceptron + 4 * width + (shape.LayerScale is null ? 0 : 2 * width);
        var embedding = PatchNumbers(shape) * width + width + width
            + (shape.AbsolutePositions ? tokens * width : 0) + (shape.MaskToken ? width : 0) + (shape.SharedPositionBias ? table : 0);
        return embedding + shape.Depth * block + 2 * width;
    }

    /// <summary>Learned numbers of a SimMIM model on that encoder: encoder, mask token and linear head.</summary>
    public static long ParameterCount(VisionTransformerConfig shape) =>
        EncoderParameters(shape with { MaskToken = true }) + (shape.Width + 1L) * PatchNumbers(shape);

    private static long PatchNumbers(VisionTransformerConfig shape) => (long)shape.Channels * shape.PatchSize * shape.PatchSize;

    private static double EmbeddingFlops(VisionTransformerConfig shape) =>
        2.0 * shape.GridSize * shape.GridSize * PatchNumbers(shape) * shape.Width;

    private static double HeadFlops(VisionTransformerConfig shape) => EmbeddingFlops(shape); // the same product, the other way round

    private static double EncoderFlops(VisionTransformerConfig shape)
    {
        double tokens = shape.GridSize * shape.GridSize + 1, width = shape.Width;
        var projections = 2 * tokens * width * 4 * width;
        var attention = 2 * 2 * tokens * tokens * width;
        var perceptron = 2 * 2 * tokens * width * shape.HiddenWidth;
        return EmbeddingFlops(shape) + shape.Depth * (projections + attention + perceptron);
    }
}
