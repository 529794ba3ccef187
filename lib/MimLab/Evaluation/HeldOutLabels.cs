using MimLab.Data;

namespace MimLab.Evaluation;

/// <summary>Parts labelled images in two: most of them to learn from, and a share of each class to judge by.</summary>
internal static class HeldOutLabels
{
    /// <summary>The positions of either part, rising.</summary>
    /// <param name="labels">The images' labels, each below <paramref name="classes"/>.</param>
    /// <param name="share">
    /// The share to judge by; of a class with two images or more at least one goes to either part, a single one is learned from.
    /// </param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="UserError">No class has two images.</exception>
    public static (int[] Kept, int[] Held) Of(IEnumerable<int> labels, double share, int classes, int seed)
    {
        var byClass = labels.Index().ToLookup(item => item.Item, item => item.Index);
        List<int> kept = [], held = [];
        for (var label = 0; label < classes; label++)
        {
            int[] members = [.. byClass[label]];
            SampleRandom.For((ulong)seed, 0, label, RandomStreams.HeldOut).Shuffle<int>(members);
            var count = members.Length < 2 ? 0 : Math.Clamp((int)Math.Round(share * members.Length), 1, members.Length - 1);
            held.AddRange(members[..count]);
            kept.AddRange(members[count..]);
        }
        if (held.Count == 0) throw new UserError("probe.heldOut needs at least two labelled images of a class: give probe.labels more, or set probe.heldOut to 0.");
        return ([.. kept.Order()], [.. held.Order()]);
    }
}
