using System.Text.RegularExpressions;

namespace MimLab.Weights;

/// <summary>
/// Names of mmpretrain's MAE and MFF. There the encoder is a <c>backbone</c>, the decoder a <c>neck</c>, and most layers have
/// other names than in MAE's own code; the fusion belongs to the encoder.
/// </summary>
internal static partial class MmpretrainNames
{
    private static readonly (string Theirs, string Ours)[] Layers =
        [(".ln1.", ".norm1."), (".ln2.", ".norm2."), (".ffn.layers.0.0.", ".mlp.fc1."), (".ffn.layers.1.", ".mlp.fc2.")];

    /// <summary>
    /// Of a pre-training model: ours begin with <c>encoder.</c>, <c>decoder.</c> or <c>fusion.</c>; other names stay.
    /// </summary>
    public static string Official(string ours)
    {
        var at = ours.IndexOf('.', StringComparison.Ordinal) + 1;
        var within = Layers.Aggregate(ours[at..], (name, pair) => name.Replace(pair.Ours, pair.Theirs, StringComparison.Ordinal));
        return ours[..at] switch
        {
            "decoder." => "neck." + Renamed(within, "decoder_norm.", "ln1."),
            "encoder." or "fusion." => "backbone." + Renamed(Renamed(Renamed(Renamed(within, "blocks.", "layers."), "fc_norm.", "ln2."), "norm.", "ln1."), "patch_embed.proj.", "patch_embed.projection."),
            _ => ours,
        };
    }

    /// <summary>The way back, of classifiers too, whose heads have several names.</summary>
    public static string Ours(string official)
    {
        foreach (var head in (string[])["head.layers.head.", "head.fc."])
            if (official.StartsWith(head, StringComparison.Ordinal)) return "head." + official[head.Length..];
        var at = official.IndexOf('.', StringComparison.Ordinal) + 1;
        var within = Layers.Aggregate(official[at..], (name, pair) => name.Replace(pair.Theirs, pair.Ours, StringComparison.Ordinal));
        return official[..at] switch
        {
            "neck." => "decoder." + Renamed(within, "ln1.", "decoder_norm."),
            "backbone." when within.StartsWith("proj_", StringComparison.Ordinal) => "fusion." + within,
            "backbone." => "encoder." + Block().Replace(Renamed(Renamed(Renamed(within, "ln2.", "fc_norm."), "ln1.", "norm."), "patch_embed.projection.", "patch_embed.proj."), "blocks."),
            _ => official,
        };
    }

    private static string Renamed(string name, string from, string to) => name.StartsWith(from, StringComparison.Ordinal) ? to + name[from.Length..] : name;

    [GeneratedRegex(@"^layers\.(?=\d)")]
    private static partial Regex Block();
}
