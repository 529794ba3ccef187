using System.Globalization;

namespace MimLab.Weights;

/// <summary>Finds the tensors of a model among what a training script saved.</summary>
internal static class StateDict
{
    private const int MostWrappers = 4;
    private static readonly string[] Wrappers = ["model", "state_dict", "module", "model_state_dict", "model_state"];
    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    /// <summary>The names and tensors of the state dict in a pickle's value, and the rest in words.</summary>
    /// <param name="value">The pickle's value.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserError">There is none.</exception>
    public static (List<KeyValuePair<string, PickleTensor>> Tensors, Dictionary<string, string> Notes) Find(object? value, string source)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var level = 0; level <= MostWrappers && value is PickleMap map; level++)
        {
            var wrapper = Wrappers.FirstOrDefault(name => map[name] is PickleMap);
            foreach (var (key, item) in map.Items)
                if (key is string name && name != wrapper && (wrapper is not null || item is not PickleTensor)) notes.TryAdd(name, Describe(item));
            if (wrapper is not null)
            {
                value = map[wrapper];
                continue;
            }
            var tensors = map.Items.Where(item => item is { Key: string, Value: PickleTensor })
                .Select(item => KeyValuePair.Create((string)item.Key!, (PickleTensor)item.Value!)).ToList();
            if (tensors.Count == 0) break;
            var cut = CommonPrefix(tensors.Select(tensor => tensor.Key)).Length;
            return (tensors.ConvertAll(tensor => KeyValuePair.Create(tensor.Key[cut..], tensor.Value)), notes);
        }
        throw new UserError($"{source} holds no state dict: no dictionary of tensors by name was found in it, also not under {string.Join(", ", Wrappers)}.");
    }

    /// <summary>What wrappers such as data-parallel training put before every name; empty where one name lacks it.</summary>
    public static string CommonPrefix(IEnumerable<string> names)
    {
        var all = names.ToArray();
        var prefix = "";
        while (all.Length > 0 && Prefixes.FirstOrDefault(p => all.All(name => name.AsSpan(prefix.Length).StartsWith(p))) is { } found) prefix += found;
        return prefix;
    }

    private static string Describe(object? item) => item switch
    {
        null => "none",
        string text => text.Length > 80 ? text[..80] + "..." : text,
        bool or long or double or System.Numerics.BigInteger => Convert.ToString(item, CultureInfo.InvariantCulture)!,
        PickleMap { Type.Name: var type } map => $"{type}, {map.Items.Count} entries",
        PickleMap map => $"dictionary, {map.Items.Count} entries",
        List<object?> list => $"list, {list.Count} entries",
        PickleTuple tuple => $"tuple, {tuple.Items.Length} entries",
        PickleTensor tensor => $"tensor [{string.Join(", ", tensor.Shape)}]",
        _ => "something else",
    };
}
