using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Names of whole checkpoints, ours against the official ones. Ours tell the parts of a model apart: <c>encoder.</c>,
/// <c>decoder.</c>, <c>fusion.</c>, <c>head.</c>; an encoder alone comes without the word. SimMIM's official names are ours, and
/// so is BEiT's <c>lm_head.</c>, beside which its encoder has no word in front.
/// </summary>
public static class CheckpointNames
{
    private const string Encoder = "encoder.", Decoder = "decoder.", Head = "head.", TokenHead = "lm_head.";
    // Of MAE's ablation; without its first word it would be the decoder's.
    private const string HiddenToken = "encoder.mask_token";

    /// <summary>Our names by the official ones that a file has; tensors stay as they are.</summary>
    /// <param name="official">All names of the file.</param>
    /// <exception cref="UserError">Two tensors would get the same name.</exception>
    public static IReadOnlyDictionary<string, string> ToOurs(IEnumerable<string> official)
    {
        var names = official.ToArray();
        var family = WeightFamily.Detect(names);
        var classifies = names.Any(name => name.StartsWith(Head, StringComparison.Ordinal));
        return Map(names, family.Id switch
        {
            "mff" or "mmpretrain-mae" => MmpretrainNames.Ours,
            "mmpretrain-vit" => name => classifies ? MmpretrainNames.Ours(name) : Without(Encoder, MmpretrainNames.Ours(name)),
            "mae" => name => name == HiddenToken ? name : IsDecoder(name) ? Decoder + name : Encoder + name,
            "mixmim" => name => IsDecoder(name) ? name : Encoder + name,
            "beit" => name => name.StartsWith(TokenHead, StringComparison.Ordinal) ? name : Encoder + name,
            "timm-swin" or "timm-swinv2" => name => Part(SwinNames.FromTimm(name), classifies),
            "timm-vit" => name => Part(VitNames.LayerScaleFromTimm(name), classifies),
            "swin" or "swinv2" or "mixmim-encoder" or "simmim-vit-encoder" => name => Part(name, classifies),
            _ => name => name,
        });
    }

    /// <summary>The official names by ours; those of another code are kept.</summary>
    /// <param name="ours">All names of a file or model.</param>
    /// <exception cref="UserError">Two tensors would get the same name: the model has no official form.</exception>
    public static IReadOnlyDictionary<string, string> ToOfficial(IEnumerable<string> ours)
    {
        var names = ours.ToArray();
        return Map(names, WeightFamily.Detect(names).Id switch
        {
            "mimlab-mff" => MmpretrainNames.Official,
            "mimlab-mae" => name => name == HiddenToken ? name : Without(Decoder, Without(Encoder, name)),
            "mimlab-mixmim" or "mimlab-beit" or "mimlab-vit" or "mimlab-swin" or "mimlab-swinv2" or "mimlab-mixmim-classifier" => name => Without(Encoder, name),
            _ => name => name,
        });
    }

    /// <summary>
    /// An encoder or classifier under timm's names, whichever family it comes from; the rest of a pre-training model is left out.
    /// </summary>
    /// <param name="state">As in a file.</param>
    /// <exception cref="UserError">timm has no such model.</exception>
    public static Dictionary<string, Tensor> ToTimm(IReadOnlyDictionary<string, Tensor> state)
    {
        var family = WeightFamily.Detect(state.Keys);
        var ours = Rename(state, ToOurs(state.Keys));
        return family.Encoder switch
        {
            "vit" => VitNames.ToTimm(ours),
            "swin" or "swinv2" => SwinNames.ToTimm(ours),
            _ => throw new UserError($"timm has no model for this file ({family.Description}): keep the official names."),
        };
    }

    /// <summary>The same tensors under the names of a map.</summary>
    public static Dictionary<string, Tensor> Rename(IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, string> names) =>
        state.ToDictionary(item => names[item.Key], item => item.Value, StringComparer.Ordinal);

    /// <summary>Adds a tensor under a name that must be free.</summary>
    internal static void Add(Dictionary<string, Tensor> tensors, string name, Tensor tensor)
    {
        if (!tensors.TryAdd(name, tensor)) throw new UserError($"Two tensors of the file would be named \"{name}\": keep the official names.");
    }

    private static Dictionary<string, string> Map(string[] names, Func<string, string> rename)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var renamed = rename(name);
            if (!taken.TryAdd(renamed, name))
                throw new UserError($"Both \"{taken[renamed]}\" and \"{name}\" would be named \"{renamed}\": this model has no form under those names, so keep its own.");
            map.Add(name, renamed);
        }
        return map;
    }

    private static bool IsDecoder(string name) => name == "mask_token" || name.StartsWith("decoder_", StringComparison.Ordinal);

    private static string Part(string name, bool classifies) => classifies && !name.StartsWith(Head, StringComparison.Ordinal) ? Encoder + name : name;

    /// <summary>A name without a prefix that it may have.</summary>
    internal static string Without(string prefix, string name) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
}
