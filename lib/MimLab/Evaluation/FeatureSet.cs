using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>Features of a frozen encoder for some images, extracted once.</summary>
/// <param name="Layers">One [N, D] float32 tensor for each layer asked for.</param>
/// <param name="Labels">[N] int64.</param>
internal sealed record FeatureSet(IReadOnlyList<Tensor> Layers, Tensor Labels) : IDisposable
{
    /// <summary>Number of images.</summary>
    public int Count => (int)Labels.shape[0];

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
        Labels.Dispose();
    }
}
