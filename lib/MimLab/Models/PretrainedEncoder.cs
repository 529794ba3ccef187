using MimLab.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>Carries a pre-trained encoder over to a model of another shape, as SimMIM's fine-tuning code does.</summary>
public static class PretrainedEncoder
{
    private const string Prefix = "encoder.";
    private const string Absolute = "pos_embed";
    private const string Table = "relative_position_bias_table";
    private const string SharedTable = "rel_pos_bias." + Table;
    private const string BlockTable = "attn." + Table;
    private static readonly string[] Recomputed = ["relative_position_index", "relative_coords_table", "attn_mask"];

    /// <summary>
    /// Copies the parameters that both have. A shared relative position bias is copied to the table of every block. The mask
    /// token, the head, and the final norm of pre-training are left behind; a norm behind the pooling stays as it starts.
    /// </summary>
    /// <param name="encoder">The encoder to fill.</param>
    /// <param name="state">
    /// A pre-training state dict with names <c>encoder.*</c> (head and other entries are ignored), or one of an encoder alone.
    /// </param>
    /// <returns>
    /// Which parameters of the encoder were not in the state and keep their initial values, and which were interpolated.
    /// </returns>
    /// <exception cref="UserError">
    /// Shapes differ, or a parameter that only the norm or position bias may lack is missing.
    /// </exception>
    public static WeightsReport Load(Module encoder, IReadOnlyDictionary<string, Tensor> state)
    {
        var report = Fill(encoder, state);
        var prefix = IsWrapped(encoder, state) ? Prefix : "";
        if (report.Missing.Count > 0)
            throw new UserError($"The checkpoint has no \"{prefix}{report.Missing[0]}\", which this encoder needs{Others(report.Missing)}: use the model settings it was trained with.");
        if (report.WrongShape.Count > 0)
            throw new UserError($"\"{prefix}{report.WrongShape[0]} in this model{Others(report.WrongShape)}: use the model settings it was trained with.");
        return report;
    }

    /// <summary>
    /// As <see cref="Load"/>, but goes on where something does not fit, and says so in the report. Tensors may have the names of timm,
    /// MAE or mmpretrain (<see cref="VitNames"/>); positions of another image size are interpolated (<see cref="PositionTables"/>).
    /// </summary>
    /// <param name="model">An encoder, or a whole model whose encoder's parameters are named <c>encoder.*</c>.</param>
    /// <param name="state">A state dict.</param>
    public static WeightsReport Fill(Module model, IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var whole = IsWhole(model);
        var wrapped = IsWrapped(model, state);
        var plain = state.ToDictionary(item => wrapped && item.Key.StartsWith(Prefix, StringComparison.Ordinal) ? item.Key[Prefix.Length..] : item.Key, item => item.Value);
        var mapped = VitNames.ToSimMim(plain);
        List<string> loaded = [], resized = [], fresh = [], missing = [], wrong = [];
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (Find(plain, mapped, name, used) is not { } given)
            {
                (!whole && MayStartFresh(name) ? fresh : missing).Add(name);
                continue;
            }
            var fitting = given.shape.SequenceEqual(parameter.shape) ? given : Resize(name, given, parameter.shape) ?? given;
            if (!fitting.shape.SequenceEqual(parameter.shape))
            {
                wrong.Add($"{name}\" has shape [{string.Join(", ", given.shape)}] in the checkpoint but [{string.Join(", ", parameter.shape)}]");
                continue;
            }
            parameter.copy_(fitting);
            loaded.Add(name);
            if (!ReferenceEquals(fitting, given)) resized.Add(name);
        }
        foreach (var (name, positions) in model.named_buffers()) // fixed ones: released checkpoints carry their own
            if (name.EndsWith(Absolute, StringComparison.Ordinal) && Find(plain, mapped, name, used) is { } given && given.shape.SequenceEqual(positions.shape))
            {
                positions.copy_(given);
                loaded.Add(name);
            }
        return new WeightsReport
        {
            Loaded = loaded,
            Resized = resized,
            Fresh = fresh,
            Missing = missing,
            WrongShape = wrong,
            Unexpected = [.. mapped.Keys.Where(name => !used.Contains(name) && !Recomputed.Any(name.EndsWith))],
        };
    }

    private static bool IsWhole(Module model) => model.named_parameters().Any(item => item.Item1.StartsWith(Prefix, StringComparison.Ordinal));

    private static bool IsWrapped(Module model, IReadOnlyDictionary<string, Tensor> state) =>
        !IsWhole(model) && state.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal));

    private static Tensor? Find(Dictionary<string, Tensor> plain, Dictionary<string, Tensor> mapped, string name, HashSet<string> used)
    {
        foreach (var candidate in name.EndsWith(BlockTable, StringComparison.Ordinal) ? new[] { name, SharedTable } : [name])
        {
            used.Add(candidate);
            if (plain.TryGetValue(candidate, out var found) || mapped.TryGetValue(candidate, out found)) return found;
        }
        return null;
    }

    private static Tensor? Resize(string name, Tensor given, long[] shape) =>
        name.EndsWith(Absolute, StringComparison.Ordinal) && shape.Length == 3 ? PositionTables.ResizeAbsolute(given, shape[1])
        : name.EndsWith(Table, StringComparison.Ordinal) && shape.Length == 2 ? PositionTables.ResizeRelative(given, shape[0])
        : null;

    private static bool MayStartFresh(string name) =>
        name.StartsWith("fc_norm.", StringComparison.Ordinal) || name is "mask_token"
        || (name.StartsWith("blocks.", StringComparison.Ordinal) && name.EndsWith(BlockTable, StringComparison.Ordinal));

    private static string Others(IReadOnlyList<string> names) => names.Count == 1 ? "" : $" (and {names.Count - 1} more)";
}
