using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Names of a Swin transformer's tensors, either version. Newer versions of timm merge patches at the start of a stage where the
/// official code does so at the end of the stage before, call the classifier <c>head.fc</c>, and store no index tables; the older
/// ones had the official names.
/// </summary>
public static partial class SwinNames
{
    private static readonly string[] Recomputed = ["relative_position_index", "relative_coords_table", "attn_mask"];

    /// <summary>The official name of a tensor in timm's file.</summary>
    public static string FromTimm(string name) => name.StartsWith("head.fc.", StringComparison.Ordinal) ? "head." + name["head.fc.".Length..] : Moved(name, -1);

    /// <summary>An encoder's tensors, or a classifier's, under timm's names.</summary>
    /// <param name="state">A state dict in our names or the official ones.</param>
    /// <exception cref="UserError">It has absolute positions, which timm's lacks.</exception>
    public static Dictionary<string, Tensor> ToTimm(IReadOnlyDictionary<string, Tensor> state)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (given, tensor) in state)
        {
            var name = CheckpointNames.Without("encoder.", given);
            if (name == "absolute_pos_embed")
                throw new UserError($"timm's Swin transformers have no absolute positions, but the file has \"{given}\": keep the official names.");
            if (name == "mask_token" || name.StartsWith("decoder.", StringComparison.Ordinal) || IsRecomputed(name)) continue;
            CheckpointNames.Add(result, name.StartsWith("head.", StringComparison.Ordinal) ? "head.fc." + name["head.".Length..] : Moved(name, 1), tensor);
        }
        return result;
    }

    /// <summary>Whether a tensor is a table that every model computes itself.</summary>
    internal static bool IsRecomputed(string name) => Recomputed.Any(name.EndsWith);

    private static string Moved(string name, int stages) => Merging().Replace(name, match =>
        string.Create(CultureInfo.InvariantCulture, $"layers.{int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + stages}.downsample."));

    [GeneratedRegex(@"^layers\.(\d{1,4})\.downsample\.")]
    private static partial Regex Merging();
}
