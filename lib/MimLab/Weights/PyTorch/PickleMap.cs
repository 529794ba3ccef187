namespace MimLab.Weights;

/// <summary>
/// A dictionary, or an object that is nothing but its fields, in a pickle. Of keys given twice the last one counts.
/// </summary>
internal sealed class PickleMap(PickleGlobal? type)
{
    private readonly List<KeyValuePair<object?, object?>> items = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>The class; null for a plain dictionary.</summary>
    public PickleGlobal? Type { get; } = type;

    /// <summary>Keys and values in the order in which they came.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Items => items;

    public object? this[string key] => places.TryGetValue(key, out var place) ? items[place].Value : null;

    public void Set(object? key, object? value)
    {
        if (key is not string name) items.Add(new(key, value));
        else if (places.TryGetValue(name, out var place)) items[place] = new(key, value);
        else
        {
            places.Add(name, items.Count);
            items.Add(new(key, value));
        }
    }
}
