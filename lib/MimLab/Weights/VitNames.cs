using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Names of a vision transformer's tensors. SimMIM's official ones are ours; timm and MAE keep one bias for queries, keys and
/// values, and timm names layer scale otherwise. <see cref="CheckpointNames"/> knows whole models.
/// </summary>
public static class VitNames
{
    private static readonly string[] Left = ["decoder.", "fusion.", "lm_head."];

    /// <summary>An encoder's tensors, or a classifier's, under timm's names; keys without a bias get one of zeros.</summary>
    /// <param name="state">A state dict in our names.</param>
    /// <exception cref="UserError">It has relative positions, which timm's vision transformer lacks.</exception>
    public static Dictionary<string, Tensor> ToTimm(IReadOnlyDictionary<string, Tensor> state)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (given, tensor) in state)
        {
            var name = CheckpointNames.Without("encoder.", given);
            if (name.Contains("relative_position", StringComparison.Ordinal))
                throw new UserError($"timm's vision transformer has no relative positions, but the file has \"{given}\": keep the official names.");
            if (name == "mask_token" || Left.Any(part => name.StartsWith(part, StringComparison.Ordinal)) || name.EndsWith(".v_bias", StringComparison.Ordinal)) continue;
            if (name.EndsWith(".attn.q_bias", StringComparison.Ordinal))
            {
                CheckpointNames.Add(result, name[..^"q_bias".Length] + "qkv.bias", JoinBias(tensor, state.GetValueOrDefault(given[..^"q_bias".Length] + "v_bias"))
                    ?? throw new UserError($"The file has \"{given}\", but no v_bias of the same length beside it; fetch it again."));
            }
            else CheckpointNames.Add(result, name.Replace(".gamma_1", ".ls1.gamma", StringComparison.Ordinal).Replace(".gamma_2", ".ls2.gamma", StringComparison.Ordinal), tensor);
        }
        return result;
    }

    /// <summary>The name of a layer scale without timm's module around it; other names stay.</summary>
    internal static string LayerScaleFromTimm(string name) =>
        name.Replace(".ls1.gamma", ".gamma_1", StringComparison.Ordinal).Replace(".ls2.gamma", ".gamma_2", StringComparison.Ordinal);

    /// <summary>
    /// One bias of queries, keys and values; null where the two do not go together. Keys need none: it adds the same number to
    /// all logits of a query.
    /// </summary>
    internal static Tensor? JoinBias(Tensor queries, Tensor? values) =>
        values is not null && queries.dim() == 1 && values.shape.SequenceEqual(queries.shape) && values.dtype == queries.dtype
            ? cat([queries, zeros_like(queries), values]) : null;
}
