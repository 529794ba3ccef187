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
        if ((report.OtherModel ?? report.Gap) is { } reason) throw new UserError(reason);
        return report;
    }

    /// <summary>
    /// As <see cref="Load"/>, but goes on where something does not fit, and says so in the report. Tensors may have the names of
    /// any family that <see cref="WeightFamily"/> knows; positions of another image size are interpolated
    /// (<see cref="PositionTables"/>).
    /// </summary>
    /// <param name="model">An encoder, or a whole model whose encoder's parameters are named <c>encoder.*</c>.</param>
    /// <param name="state">A state dict.</param>
    public static WeightsReport Fill(Module model, IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var whole = model.named_parameters().Any(item => item.Item1.StartsWith(Prefix, StringComparison.Ordinal));
        var file = new FileState(state, whole);
        List<string> loaded = [], resized = [], fresh = [], missing = [], wrong = [];
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (file.Find(name) is not { } given)
            {
                (!whole && MayStartFresh(name) ? fresh : missing).Add(name);
                continue;
            }
            var fitting = given.shape.SequenceEqual(parameter.shape) ? given : Resize(name, given, parameter.shape) ?? given;
            if (!fitting.shape.SequenceEqual(parameter.shape))
            {
                wrong.Add($"\"{name}\" has shape [{string.Join(", ", given.shape)}] in the checkpoint but [{string.Join(", ", parameter.shape)}]");
                continue;
            }
            parameter.copy_(fitting);
            loaded.Add(name);
            if (!ReferenceEquals(fitting, given)) resized.Add(name);
        }
        foreach (var (name, positions) in model.named_buffers()) // fixed ones: released checkpoints carry their own
        {
            if (!name.EndsWith(Absolute, StringComparison.Ordinal) || file.Find(name) is not { } given) continue;
            var same = given.shape.SequenceEqual(positions.shape);
            // At another size ours are as good, but not for mmpretrain's, which tell row before column.
            var fitting = same ? given : file.Family.IsMmpretrain ? Resize(name, given, positions.shape) : null;
            if (fitting is null || !fitting.shape.SequenceEqual(positions.shape)) continue;
            positions.copy_(fitting);
            loaded.Add(name);
            if (!same) resized.Add(name);
        }
        return new WeightsReport
        {
            Loaded = loaded,
            Resized = resized,
            Fresh = fresh,
            Missing = missing,
            WrongShape = wrong,
            Unexpected = file.Unused,
            OtherModel = OtherModel(file.Family, WeightFamily.Detect(CheckpointNames.ToOfficial(model.state_dict().Keys).Values), whole, state, loaded.Count),
        };
    }

    /// <summary>
    /// What to say where the file is of another model altogether, so that a list of names would not help; null where it is not.
    /// </summary>
    private static string? OtherModel(WeightFamily file, WeightFamily model, bool whole, IReadOnlyDictionary<string, Tensor> state, int loaded)
    {
        if (loaded == 0 && file.Encoder.Length == 0)
            return $"None of its {state.Count} tensors has a name that this model knows; the first is \"{state.Keys.FirstOrDefault()}\". It is of none of the families that mim weights inspect tells apart.";
        if (file.Encoder.Length > 0 && model.Encoder.Length > 0 && file.Encoder != model.Encoder)
            return $"It holds {file.EncoderInWords} ({file.Description}), but this model's encoder is {model.EncoderInWords}: use a recipe with that encoder.";
        if (whole && model.Method.Length > 0 && file.Method.Length == 0 && file.Encoder.Length > 0)
            return $"It holds an encoder without the rest of {model.Description}: load it for fine-tuning, which needs the encoder alone.";
        if (whole && model.Method.Length > 0 && file.Method.Length > 0 && file.Method != model.Method)
            return $"It holds {file.Description}, but the model is {model.Description}: use a recipe of its method, or load the encoder alone.";
        return null;
    }

    private static Tensor? Resize(string name, Tensor given, long[] shape) => given.shape.Length != shape.Length || given.shape[^1] != shape[^1] ? null
        : name.EndsWith(Absolute, StringComparison.Ordinal) && shape.Length == 3 ? PositionTables.ResizeAbsolute(given, shape[1])
        : name.EndsWith(Table, StringComparison.Ordinal) && shape.Length == 2 ? PositionTables.ResizeRelative(given, shape[0])
        : null;

    private static bool MayStartFresh(string name) =>
        name.StartsWith("fc_norm.", StringComparison.Ordinal) || name is "mask_token"
        || (name.StartsWith("blocks.", StringComparison.Ordinal) && name.EndsWith("attn." + Table, StringComparison.Ordinal));
}
