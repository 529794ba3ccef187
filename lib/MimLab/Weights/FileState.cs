using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// A file's tensors as a model asks for them, whichever code wrote them: by our names, biases joined or split, a position bias
/// shared by all blocks or not. It remembers what was asked for.
/// </summary>
internal sealed class FileState
{
    private const string Prefix = "encoder.", Table = "attn.relative_position_bias_table", SharedTable = "rel_pos_bias.relative_position_bias_table";
    private const string Joined = "qkv.bias", Queries = "q_bias", Values = "v_bias";
    private readonly Dictionary<string, (string Given, Tensor Value)> tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, Tensor> state;

    /// <summary>A state dict for a model.</summary>
    /// <param name="state">As in the file.</param>
    /// <param name="whole">Whether the model's encoder is a part named so, and not the model itself.</param>
    /// <exception cref="UserError">Two tensors have the same meaning.</exception>
    public FileState(IReadOnlyDictionary<string, Tensor> state, bool whole)
    {
        this.state = state;
        Family = WeightFamily.Detect(state.Keys);
        var names = CheckpointNames.ToOurs(state.Keys);
        var parts = names.Values.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var (given, ours) in names)
        {
            var inside = ours.StartsWith(Prefix, StringComparison.Ordinal);
            if (whole) tensors.Add(parts ? ours : Prefix + ours, (given, state[given]));
            else if (!parts || inside) tensors.Add(inside ? ours[Prefix.Length..] : ours, (given, state[given]));
        }
    }

    /// <summary>Whose names the file has.</summary>
    public WeightFamily Family { get; }

    /// <summary>The file's names that nobody asked for, without tables that every model computes itself.</summary>
    public IReadOnlyList<string> Unused => [.. state.Keys.Where(name => !used.Contains(name) && !SwinNames.IsRecomputed(name))];

    /// <summary>What the file holds for a parameter or buffer of the model; null where it has nothing.</summary>
    public Tensor? Find(string name)
    {
        if (Take(name) is { } found) return found;
        if (name.EndsWith(Joined, StringComparison.Ordinal))
        {
            var stem = name[..^Joined.Length];
            return tensors.ContainsKey(stem + Values) && Take(stem + Queries) is { } queries ? VitNames.JoinBias(queries, Take(stem + Values)) ?? queries : null;
        }
        if (name.EndsWith(Queries, StringComparison.Ordinal)) return Third(name[..^Queries.Length], 0);
        if (name.EndsWith(Values, StringComparison.Ordinal)) return Third(name[..^Values.Length], 2);
        if (name.EndsWith(Table, StringComparison.Ordinal)) return Take(SharedTable) ?? Take(Prefix + SharedTable);
        return null;
    }

    private Tensor? Third(string stem, int index) =>
        Take(stem + Joined) is { } bias ? bias.shape is [var rows] && rows % 3 == 0 ? bias.narrow(0, rows / 3 * index, rows / 3) : bias : null;

    private Tensor? Take(string name)
    {
        if (!tensors.TryGetValue(name, out var found)) return null;
        used.Add(found.Given);
        return found.Value;
    }
}
