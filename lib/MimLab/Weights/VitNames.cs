using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Names of a vision transformer's tensors. SimMIM's official ones are ours; timm and MAE keep one bias for queries, keys and
/// values and name layer scale otherwise; mmpretrain (MFF) names most layers otherwise.
/// </summary>
public static partial class VitNames
{
    /// <summary>
    /// An encoder's tensors under SimMIM's names, whichever family they come from. The bias of the keys is dropped: it adds the same
    /// number to all logits of a query, which the softmax takes away again.
    /// </summary>
    /// <param name="state">A state dict, as in the file.</param>
    /// <returns>
    /// The same tensors and views of them; the caller owns neither more nor less than before, but for new views.
    /// </returns>
    public static Dictionary<string, Tensor> ToSimMim(IReadOnlyDictionary<string, Tensor> state)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (given, tensor) in state)
        {
            var name = FromMmpretrain(given).Replace(".ls1.gamma", ".gamma_1", StringComparison.Ordinal).Replace(".ls2.gamma", ".gamma_2", StringComparison.Ordinal);
            if (BlockBias().IsMatch(name) && tensor.shape is [var rows] && rows % 3 == 0)
            {
                var stem = name[..^"qkv.bias".Length];
                result[stem + "q_bias"] = tensor.narrow(0, 0, rows / 3);
                result[stem + "v_bias"] = tensor.narrow(0, rows / 3 * 2, rows / 3);
            }
            else result[name] = tensor;
        }
        return result;
    }

    /// <summary>An encoder's tensors, or a classifier's, under timm's names; the keys get a bias of zeros.</summary>
    /// <param name="state">A state dict in SimMIM's names.</param>
    /// <exception cref="UserError">It has relative positions or a decoder, which timm's vision transformer lacks.</exception>
    public static Dictionary<string, Tensor> ToTimm(IReadOnlyDictionary<string, Tensor> state)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (given, tensor) in state)
        {
            var name = given.StartsWith("encoder.", StringComparison.Ordinal) ? given["encoder.".Length..] : given;
            if (name.Contains("relative_position", StringComparison.Ordinal))
                throw new UserError($"timm's vision transformer has no relative positions, but the file has \"{given}\": keep the official names.");
            if (name == "mask_token" || name.StartsWith("decoder.", StringComparison.Ordinal) || name.EndsWith(".v_bias", StringComparison.Ordinal)) continue;
            if (name.EndsWith(".attn.q_bias", StringComparison.Ordinal))
            {
                var values = state[given[..^"q_bias".Length] + "v_bias"];
                result[name[..^"q_bias".Length] + "qkv.bias"] = cat([tensor, zeros_like(tensor), values]);
            }
            else result[name.Replace(".gamma_1", ".ls1.gamma", StringComparison.Ordinal).Replace(".gamma_2", ".ls2.gamma", StringComparison.Ordinal)] = tensor;
        }
        return result;
    }

    /// <summary>
    /// A file's tensors under the names of its official code: those of our classifier lose the word that sets its encoder
    /// apart.
    /// </summary>
    public static Dictionary<string, Tensor> ToOfficial(IReadOnlyDictionary<string, Tensor> state)
    {
        var classifier = state.ContainsKey("head.weight");
        return state.ToDictionary(item => classifier && item.Key.StartsWith("encoder.", StringComparison.Ordinal) ? item.Key["encoder.".Length..] : item.Key, item => item.Value);
    }

    private static string FromMmpretrain(string name)
    {
        if (!name.StartsWith("backbone.", StringComparison.Ordinal)) return name;
        name = name["backbone.".Length..];
        if (name.StartsWith("ln1.", StringComparison.Ordinal)) return "norm." + name["ln1.".Length..];
        return MmpretrainBlock().Replace(name, "blocks.$1.").Replace("patch_embed.projection.", "patch_embed.proj.", StringComparison.Ordinal)
            .Replace(".ln1.", ".norm1.", StringComparison.Ordinal).Replace(".ln2.", ".norm2.", StringComparison.Ordinal)
            .Replace(".ffn.layers.0.0.", ".mlp.fc1.", StringComparison.Ordinal).Replace(".ffn.layers.1.", ".mlp.fc2.", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^layers\.(\d+)\.(?=ln|attn|ffn)")]
    private static partial Regex MmpretrainBlock();

    [GeneratedRegex(@"^blocks\.\d+\.attn\.qkv\.bias$")]
    private static partial Regex BlockBias();
}
