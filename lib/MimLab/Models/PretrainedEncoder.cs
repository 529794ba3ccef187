using MimLab.Backbones;
using static TorchSharp.torch;

namespace MimLab.Models;

/// <summary>Carries a pre-trained encoder over to a model of another shape, as SimMIM's fine-tuning code does.</summary>
public static class PretrainedEncoder
{
    private const string SharedTable = "rel_pos_bias.relative_position_bias_table";
    private const string BlockTable = "attn.relative_position_bias_table";

    /// <summary>
    /// Copies the parameters that both have. A shared relative position bias is copied to the table of every block. The mask
    /// token, the head, and the final norm of pre-training are left behind; a norm behind the pooling stays as it starts.
    /// </summary>
    /// <param name="encoder">The encoder to fill.</param>
    /// <param name="state">
    /// A pre-training state dict with names <c>encoder.*</c> (head and other entries are ignored), or one of an encoder alone.
    /// </param>
    /// <returns>Which parameters of the encoder were not in the state and keep their initial values.</returns>
    /// <exception cref="UserError">Shapes differ, or a parameter that only the norm or position bias may lack is missing.</exception>
    public static IReadOnlyList<string> Load(VisionTransformer encoder, IReadOnlyDictionary<string, Tensor> state)
    {
        var wrapped = state.Keys.Any(name => name.StartsWith("encoder.", StringComparison.Ordinal));
        var prefix = wrapped ? "encoder." : "";
        var kept = new List<string>();
        using var frozen = no_grad();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            if (Find(state, prefix, name) is not { } source)
            {
                if (!MayStartFresh(name))
                    throw new UserError($"The checkpoint has no \"{prefix}{name}\", which this encoder needs: use the model settings it was trained with.");
                kept.Add(name);
                continue;
            }
            if (!source.shape.SequenceEqual(parameter.shape))
                throw new UserError($"\"{prefix}{name}\" has shape [{string.Join(", ", source.shape)}] in the checkpoint but [{string.Join(", ", parameter.shape)}] in this model: use the model settings it was trained with.");
            parameter.copy_(source);
        }
        return kept;
    }

    private static Tensor? Find(IReadOnlyDictionary<string, Tensor> state, string prefix, string name)
    {
        if (state.TryGetValue(prefix + name, out var found)) return found;
        return name.EndsWith(BlockTable, StringComparison.Ordinal) && state.TryGetValue(prefix + SharedTable, out var shared) ? shared : null;
    }

    private static bool MayStartFresh(string name) =>
        name.StartsWith("fc_norm.", StringComparison.Ordinal) || name.EndsWith(BlockTable, StringComparison.Ordinal) || name is "mask_token";
}
