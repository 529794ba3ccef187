using MimLab.Data;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>Features of a frozen encoder for some images, extracted once.</summary>
/// <param name="Layers">One [N, D] float32 tensor for each layer asked for.</param>
/// <param name="Labels">[N] int64.</param>
internal sealed record FeatureSet(IReadOnlyList<Tensor> Layers, Tensor Labels) : IDisposable
{
    /// <summary>Number of images.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>Two sets of copies: most of these features to learn from, and a share of each class to judge by.</summary>
    /// <param name="share">
    /// The share to judge by; of a class with two images or more at least one goes to either side, a single one is learned from.
    /// </param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="seed">Seed of the choice.</param>
    public (FeatureSet Kept, FeatureSet Held) HoldOut(double share, int classes, int seed)
    {
        using var scope = NewDisposeScope();
        var byClass = Labels.cpu().data<long>().ToArray().Index().ToLookup(item => item.Item, item => (long)item.Index);
        List<long> kept = [], held = [];
        for (var label = 0; label < classes; label++)
        {
            long[] members = [.. byClass[label]];
            SampleRandom.For((ulong)seed, 0, label, RandomStreams.HeldOut).Shuffle<long>(members);
            var count = members.Length < 2 ? 0 : Math.Clamp((int)Math.Round(share * members.Length), 1, members.Length - 1);
            held.AddRange(members[..count]);
            kept.AddRange(members[count..]);
        }
        if (held.Count == 0) throw new UserError("probe.heldOut needs at least two labelled images of a class: give probe.labels more, or set probe.heldOut to 0.");
        return (Part(kept), Part(held));

        FeatureSet Part(List<long> members)
        {
            var places = tensor(members.Order().ToArray(), device: Labels.device);
            return new([.. Layers.Select(layer => layer.index_select(0, places).MoveToOuterDisposeScope())], Labels.index_select(0, places).MoveToOuterDisposeScope());
        }
    }

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
        Labels.Dispose();
    }
}
