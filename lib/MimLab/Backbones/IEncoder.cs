using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>The part of a model that is kept after pre-training: images to features.</summary>
public interface IEncoder
{
    /// <summary>Side of the images in pixels.</summary>
    int ImageSize { get; }

    /// <summary>Side of a token in pixels; masks are drawn over ImageSize / TokenSize tokens per side.</summary>
    int TokenSize { get; }

    /// <summary>Length of a feature vector.</summary>
    int FeatureSize { get; }

    /// <summary>Number of blocks.</summary>
    int Depth { get; }

    /// <summary>One feature vector for each image: the mean of its patch tokens.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="block">
    /// Take the tokens after this block (from 0, before the final norm), or null for the encoder's output.
    /// </param>
    /// <returns>[B, D]</returns>
    Tensor Features(Tensor images, int? block = null);

    /// <summary>Encodes and keeps what was computed on the way.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="mask">[B, h, w], 1 where hidden, or null to hide nothing</param>
    /// <param name="attention">Whether to keep the attention weights, B heads N N numbers for each block.</param>
    EncoderTrace Trace(Tensor images, Tensor? mask = null, bool attention = false);

    /// <summary>
    /// The depth of a parameter for layer-wise learning-rate decay: 0 for the embedding, n + 1 for block n, Depth + 1 for
    /// what comes after the blocks.
    /// </summary>
    /// <param name="parameterName">Name within the encoder, such as <c>blocks.3.mlp.fc1.weight</c>.</param>
    int LayerOf(string parameterName);
}
