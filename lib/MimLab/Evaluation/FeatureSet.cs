using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>Features of a frozen encoder for some images, extracted once.</summary>
/// <param name="Layers">One [N, D] float32 tensor for each layer asked for.</param>
/// <param name="Labels">[N] int64.</param>
internal sealed record FeatureSet(IReadOnlyList<Tensor> Layers, Tensor Labels) : IDisposable
{
    /// <summary>Number of images.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>Two sets of copies, as <see cref="HeldOutLabels"/> parts the images.</summary>
    public (FeatureSet Kept, FeatureSet Held) HoldOut(double share, int classes, int seed)
    {
        using var scope = NewDisposeScope();
        var (kept, held) = HeldOutLabels.Of(Labels.cpu().data<long>().ToArray().Select(label => (int)label), share, classes, seed);
        return (Part(kept), Part(held));

        FeatureSet Part(int[] members)
        {
            var places = tensor(Array.ConvertAll(members, member => (long)member), device: Labels.device);
            return new([.. Layers.Select(layer => layer.index_select(0, places).MoveToOuterDisposeScope())], Labels.index_select(0, places).MoveToOuterDisposeScope());
        }
    }

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
        Labels.Dispose();
    }
}
