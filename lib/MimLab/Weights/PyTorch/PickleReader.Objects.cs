namespace MimLab.Weights;

/// <summary>What the few Python objects that may occur stand for.</summary>
internal sealed partial class PickleReader
{
    private PickleGlobal Global(string? module, string? name)
    {
        if (module is null || name is null) throw Damaged("a name in it is not a text");
        return PickleGlobal.Find(module, name) ?? throw Unsupported($"the Python object {Shown(module)}.{Shown(name)}");
    }

    private object? Call(object? called, object? arguments)
    {
        if (called is not PickleGlobal global || arguments is not PickleTuple(var given)) throw Unsupported("a call of a value");
        switch (global.Kind, given)
        {
            case (PickleGlobal.Meaning.Map or PickleGlobal.Meaning.Fields, []):
                return new PickleMap(global);
            case (PickleGlobal.Meaning.Map, [List<object?> pairs]):
                var map = new PickleMap(global);
                foreach (var pair in pairs)
                    if (pair is PickleTuple([var key, var value])) map.Set(key, value);
                    else throw Damaged("a dictionary in it is not made of pairs");
                return map;
            case (PickleGlobal.Meaning.Map, [PickleMap whole]):
                var copy = new PickleMap(global);
                foreach (var (key, value) in whole.Items) copy.Set(key, value);
                return copy;
            case (PickleGlobal.Meaning.Tensor, [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, _, _, ..]):
                var tensor = new PickleTensor(storage, offset, Sizes(shape), Sizes(strides));
                return tensor.Fault() is { } fault ? throw Damaged($"a tensor in it has {fault}") : tensor;
            case (PickleGlobal.Meaning.Parameter, [PickleTensor parameter, ..]):
                return parameter;
            default:
                throw Damaged($"{global.Name} is not called as PyTorch calls it");
        }
    }

    private long[] Sizes(PickleTuple sizes) => [.. sizes.Items.Select(size => size is long number ? number : throw Damaged("a tensor in it has a size that is no whole number"))];

    /// <summary>
    /// Sets fields: the content of plain settings; for a dictionary they are only notes such as a state dict's versions.
    /// </summary>
    private void Build(object? target, object? state)
    {
        if (target is not PickleMap { Type: { } type } map || state is not PickleMap fields) throw Unsupported("a change of an object's inside");
        if (type.Kind != PickleGlobal.Meaning.Fields) return;
        foreach (var (key, value) in fields.Items) map.Set(key, value);
    }

    private PickleStorage Storage(object? id) => id switch
    {
        PickleTuple(["storage", PickleGlobal { Kind: PickleGlobal.Meaning.Storage } type, string key, string, long count]) when count >= 0 => new(type.Type, key, count),
        _ => throw Damaged("it names a storage in a way that PyTorch does not"),
    };

    private static string Shown(string name) => new([.. name.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
